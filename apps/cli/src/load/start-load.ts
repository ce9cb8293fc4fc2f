import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { LoadCounts } from "../events/pod-status.ts";
import type { Client } from "./client.ts";
import { eventStreamClient } from "./event-stream-client.ts";
import { httpClient } from "./http-client.ts";
import { createLoadRecorder } from "./load-recorder.ts";
import type { LoadKind, LoadSpec } from "./load-spec.ts";
import { webSocketClient } from "./web-socket-client.ts";

/** Clients that come and go until they are stopped. */
export interface LoadGenerator {
  counts(): LoadCounts;
  /** No client of this stream comes any more; those that are there stay for their time. */
  retire(spec: LoadSpec): void;
  /** No client comes any more, and those that are there leave. What fails from here on is not counted. */
  stop(): Promise<void>;
}

const clientOfKind: Readonly<Record<LoadKind, Client>> = {
  http: httpClient,
  websocket: webSocketClient,
  sse: eventStreamClient,
};

const STOP_TIMEOUT_MS = 3_000;

/**
 * Sends clients to a gateway. They arrive at a steady rate that does not wait for answers (open
 * loop), except that no client arrives while `clients` of them are there.
 */
export function startLoad({
  gateway,
  specs,
}: {
  gateway: string;
  specs: readonly LoadSpec[];
}): LoadGenerator {
  const now = (): number => performance.now();
  const recorder = createLoadRecorder(now);
  const dispatcher = new Agent({ connections: null, pipelining: 1, keepAliveTimeout: 4_000 });
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  const retired = new Set<LoadSpec>();
  const visits = new Set<Promise<void>>();
  let final: LoadCounts | undefined;

  async function visit(spec: LoadSpec): Promise<void> {
    const record = recorder.arrived();
    const outcome = await clientOfKind[spec.kind]({
      url: new URL(spec.path, gateway),
      sessionMs: spec.sessionMs,
      dispatcher,
      leave: leaving.signal,
      onAnswer: (answer) => record.answered(answer),
    });
    record.ended(outcome);
  }

  async function arrivals(spec: LoadSpec): Promise<void> {
    const intervalMs = 1_000 / spec.ratePerSecond;
    let present = 0;
    let somebodyLeft = Promise.withResolvers<void>();
    const leave = (): void => {
      present -= 1;
      somebodyLeft.resolve();
    };
    let due = now();
    while (!leaving.signal.aborted) {
      const waitMs = due - now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: leaving.signal }).catch(() => {});
      if (present >= spec.clients) {
        somebodyLeft = Promise.withResolvers();
        await somebodyLeft.promise;
        due = Math.max(due, now());
      }
      if (leaving.signal.aborted || retired.has(spec)) return;
      const current = visit(spec).then(leave);
      present += 1;
      visits.add(current);
      void current.then(() => visits.delete(current));
      due += intervalMs;
    }
  }

  const done = Promise.all(specs.map(arrivals));
  return {
    counts: () => final ?? recorder.counts(),
    retire: (spec) => void retired.add(spec),
    async stop() {
      final ??= recorder.counts();
      leaving.abort();
      await Promise.race([
        done.then(() => Promise.all(visits)),
        sleep(STOP_TIMEOUT_MS, undefined, { ref: false }),
      ]);
      await dispatcher.destroy();
    },
  };
}
