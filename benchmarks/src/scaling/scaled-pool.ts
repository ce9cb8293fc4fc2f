import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openWebSocketSession, startDev, type WebSocketSession } from "@fairlead/e2e/dev";
import { until } from "@fairlead/test-support";
import { CONFIG, POOL } from "./settings.ts";

const CHAT = fileURLToPath(
  new URL("src/main.ts", import.meta.resolve("@fairlead/example-chat-rooms/package.json")),
);

/** An event of a pod that is waited for. */
export type PodEventName = "pod_starting" | "pod_ready" | "pod_stopping";

/** A pool of one or two pods, and its clients. */
export interface ScaledPool {
  connect(): Promise<WebSocketSession>;
  /** The pod that a request of this moment is led to. */
  whoAnswers(): Promise<string | undefined>;
  /** Waits until exactly so many pods are there, all open. */
  settled(pods: number): Promise<void>;
  /** The pod that is told of next by such an event, and when, by `performance.now()`. */
  next(name: PodEventName): Promise<{ readonly podId: string; readonly atMs: number }>;
  /** The pod that drains. */
  draining(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it, by `fairlead dev`. */
export async function startScaledPool(): Promise<ScaledPool> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-bench-"));
  const [poolFile, configFile] = [join(directory, "pool.json"), join(directory, "config.json")];
  await writeFile(poolFile, JSON.stringify(POOL));
  await writeFile(configFile, JSON.stringify(CONFIG));
  const dev = await startDev({
    words: [
      ...["--pool", poolFile, "--config", configFile, "--port", "0", "--ready-path", "/readyz"],
      ...["--", process.execPath, CHAT],
    ],
  });
  const { gateway, pool, scaler } = dev.addresses;
  return {
    connect: () => openWebSocketSession(gateway, "/chat"),
    async whoAnswers() {
      const response = await fetch(`${gateway}/api/pod`);
      await response.text();
      return response.headers.get("x-served-by") ?? undefined;
    },
    async settled(count) {
      await until(`${count} pods are open`, () => {
        const pods = dev.processes.pods();
        return pods.length === count && pods.every(({ state }) => state === "open");
      });
    },
    next: (name) =>
      new Promise((resolve) => {
        const end = dev.subscribe(({ atMs, event }) => {
          if (event?.event !== name) return;
          end();
          resolve({ podId: event.podId, atMs });
        });
      }),
    draining: () =>
      until("a pod drains", async () => {
        const view = (await (await fetch(`${scaler}/v1/pools/${pool}`)).json()) as {
          readonly pods: readonly { readonly podId: string; readonly phase: string }[];
        };
        return view.pods.find(({ phase }) => phase === "draining")?.podId;
      }),
    async stop() {
      await dev.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
