import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LookupServiceConfigurationInput, PodsFileInput } from "@fairlead/routing-schema";
import { POOL_OVERRIDE, POOL_SUBSET, type BenchmarkPod } from "./envoy-configuration.ts";
import { freePorts } from "./free-ports.ts";
import { endProcess, LOAD_CORE, spawnPinned } from "./pinned-process.ts";

export interface BenchLookup {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer 200 within ten seconds.`);
}

/** Starts the real lookup service on a core, with a configuration and a pods file. */
export async function startLookupService(
  configuration: Omit<LookupServiceConfigurationInput, "source" | "listen">,
  podsFile: PodsFileInput,
  core: number = LOAD_CORE,
): Promise<BenchLookup> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-bench-"));
  const [port = 0] = await freePorts(1);
  await writeFile(join(directory, "pods.json"), JSON.stringify(podsFile));
  const whole: LookupServiceConfigurationInput = {
    ...configuration,
    listen: { host: "127.0.0.1", port },
    source: { kind: "file", path: "pods.json" },
    logLevel: "warn",
  };
  await writeFile(join(directory, "lookup.json"), JSON.stringify(whole));
  const main = fileURLToPath(new URL("main.ts", import.meta.resolve("@fairlead/lookup-service")));
  const child = spawnPinned(core, process.execPath, [main, "--config", join(directory, "lookup.json")]);
  child.stderr?.pipe(process.stderr);
  child.stdout?.resume();
  await untilReady(`http://127.0.0.1:${port}/readyz`);
  return {
    host: "127.0.0.1",
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      await endProcess(child);
      await rm(directory, { recursive: true });
    },
  };
}

/** Starts it with two pools that list the same pods. */
export async function startLookup(
  pods: readonly BenchmarkPod[],
  core: number = LOAD_CORE,
): Promise<BenchLookup> {
  const listed = pods.map(({ podId, host, port }) => ({ podId, endpoint: `${host}:${port}` }));
  return startLookupService(
    {
      pools: {
        [POOL_SUBSET]: { routing: { mode: "subset" } },
        [POOL_OVERRIDE]: { routing: { mode: "override-host" } },
      },
    },
    { pools: { [POOL_SUBSET]: listed, [POOL_OVERRIDE]: listed } },
    core,
  );
}
