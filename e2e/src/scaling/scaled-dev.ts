import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import { onTestFinished } from "vitest";
import { openWebSocketSession, SessionRefused, type WebSocketSession } from "../dev/open-session.ts";
import { startDev, type DevOptions, type DevRun } from "../dev/start-dev.ts";

const CHAT = fileURLToPath(
  new URL("src/main.ts", import.meta.resolve("@fairlead/example-chat-rooms/package.json")),
);
/** Everything as short as it may be. */
const POOL = {
  picking: { leaseSeconds: 1, reportMaxAgeSeconds: 3 },
  scaling: {
    minReplicas: 1,
    maxReplicas: 4,
    targetClientsPerPod: 4,
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  },
};
const CONFIG = {
  filter: { snapshot_interval_ms: 200 },
  lookup: { collection: { minIntervalMs: 50, maxIntervalMs: 200 }, snapshot: { maxAgeMs: 500 } },
};

/** A run of `fairlead dev` with chat servers that follow their clients, four to a pod. */
export interface ScaledDev {
  readonly dev: DevRun;
  /** Opens sessions; an attempt that is refused is made again. */
  connect(count: number): Promise<WebSocketSession[]>;
  /** Waits until exactly so many pods are there, and open. */
  openPods(count: number): Promise<void>;
  /** Sessions that were not ended by their clients. */
  cut(): number;
}

/** Starts it; the end of the test stops it, and fails when that leaves anything behind. */
export async function startScaledDev(options: Omit<DevOptions, "words"> = {}): Promise<ScaledDev> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-scaled-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const [poolFile, configFile] = [join(directory, "pool.json"), join(directory, "config.json")];
  await writeFile(poolFile, JSON.stringify(POOL));
  await writeFile(configFile, JSON.stringify(CONFIG));
  const dev = await startDev({
    ...options,
    words: [
      ...["--pool", poolFile, "--config", configFile, "--port", "0", "--ready-path", "/readyz"],
      ...["--", process.execPath, CHAT],
    ],
  });
  onTestFinished(async () => {
    await dev.stop();
    await until("no process is left", () => dev.left().length === 0);
  });
  let cut = 0;
  const connectOne = (): Promise<WebSocketSession> =>
    until("a session opens", () =>
      openWebSocketSession(dev.addresses.gateway, "/chat").catch((error: unknown) => {
        if (error instanceof SessionRefused) return undefined;
        throw error;
      }),
    );
  return {
    dev,
    async connect(count) {
      const sessions: WebSocketSession[] = [];
      while (sessions.length < count) sessions.push(await connectOne());
      for (const { ended } of sessions)
        void ended.then(({ by }) => {
          if (by === "other") cut += 1;
        });
      return sessions;
    },
    async openPods(count) {
      await until(`exactly ${count} pods are there, and open`, () => {
        const pods = dev.processes.pods();
        return pods.length === count && pods.every(({ state }) => state === "open");
      });
    },
    cut: () => cut,
  };
}

/** Sends SIGKILL to a part, and waits until its next process is told of. */
export async function killPart({ processes }: DevRun, part: "envoy" | "lookup" | "scaler"): Promise<void> {
  const pid = processes.pidOf(part);
  if (pid === undefined) throw new Error(`no ${part} was told of`);
  process.kill(pid, "SIGKILL");
  await until(`another ${part} runs`, () => processes.pidOf(part) !== pid);
}
