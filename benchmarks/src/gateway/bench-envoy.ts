import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envoyConfiguration, type EnvoyConfigurationOptions } from "./envoy-configuration.ts";
import { freePorts } from "./free-ports.ts";
import { endProcess, ENVOY_CORE, spawnPinned, waitForOutput } from "./pinned-process.ts";

/** One Envoy of one variant. While another is measured it stands still. */
export interface BenchEnvoy {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export async function startEnvoy(
  envoyPath: string,
  options: Omit<EnvoyConfigurationOptions, "port" | "adminPort">,
): Promise<BenchEnvoy> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const directory = await mkdtemp(join(tmpdir(), "fairlead-bench-"));
  const path = join(directory, "envoy.json");
  await writeFile(path, JSON.stringify(envoyConfiguration({ ...options, port, adminPort })));
  const child = spawnPinned(ENVOY_CORE, envoyPath, [
    ...["--config-path", path, "--concurrency", "1", "--use-dynamic-base-id", "--log-level", "warning"],
    ...["--component-log-level", "main:info"],
  ]);
  await waitForOutput(child, /starting main dispatch loop/);
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    host: "127.0.0.1",
    port,
    pid: child.pid ?? 0,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: async () => {
      await endProcess(child);
      await rm(directory, { recursive: true });
    },
  };
}
