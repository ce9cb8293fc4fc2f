import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PodsFileInput } from "@fairlead/routing-schema";
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

/** Starts the real lookup service, pinned to a core, with two pools that list the same pods. */
export async function startLookup(pods: readonly BenchmarkPod[], core: number = LOAD_CORE): Promise<BenchLookup> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-bench-"));
  const [port = 0] = await freePorts(1);
  const listed = pods.map(({ podId, host, port: podPort }) => ({ podId, endpoint: `${host}:${podPort}` }));
  const podsFile: PodsFileInput = { pools: { [POOL_SUBSET]: listed, [POOL_OVERRIDE]: listed } };
  await writeFile(join(directory, "pods.json"), JSON.stringify(podsFile));
  await writeFile(
    join(directory, "lookup.json"),
    JSON.stringify({
      listen: { host: "127.0.0.1", port },
      source: { kind: "file", path: "pods.json" },
      pools: { [POOL_SUBSET]: { routing: { mode: "subset" } }, [POOL_OVERRIDE]: { routing: { mode: "override-host" } } },
      logLevel: "warn",
    }),
  );
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
