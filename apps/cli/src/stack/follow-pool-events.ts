import { setTimeout as sleep } from "node:timers/promises";
import type { PoolEvent } from "@fairlead/scaler-controller";
import { request } from "undici";
import type { Tell } from "../events/cli-event.ts";

const RETRY_MS = 250;
/** Longer than the scaler is silent on a stream. */
const SILENCE_MS = 40_000;

/** Reads server-sent events that each have one line of data. */
async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<PoolEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data: ")) yield JSON.parse(line.slice("data: ".length)) as PoolEvent;
    }
  }
}

/** Tells what the scaler says happens to a pool, through restarts of the scaler, until the signal. */
export async function followPoolEvents({
  pool,
  scalerUrl,
  signal,
  tell,
}: {
  readonly pool: string;
  readonly scalerUrl: string;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}): Promise<void> {
  // A stream begins with what was told before; the times are of one clock, whoever the scaler is.
  let toldUntilMs = -Infinity;
  while (!signal.aborted) {
    try {
      const { body, statusCode } = await request(`${scalerUrl}/v1/pools/${pool}/events`, {
        bodyTimeout: SILENCE_MS,
        signal,
      });
      if (statusCode !== 200) await body.dump();
      else
        for await (const { atMs, count, message, reason, routeId } of readEvents(body)) {
          if (atMs <= toldUntilMs) continue;
          toldUntilMs = atMs;
          tell({ event: "pool_event", reason, job: routeId ?? null, message, count });
        }
    } catch {
      // The scaler is down; it is started again.
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}
