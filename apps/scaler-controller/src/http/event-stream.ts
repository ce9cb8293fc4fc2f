import type { EventRing } from "../events/event-ring.ts";
import type { PoolEvent } from "../interfaces/events.ts";

/** Streams of events. */
export interface EventStreams {
  /** The events that are kept, and then those to come; `undefined` when there are {@link STREAMS_MAX} already. */
  open(ring: EventRing): ReadableStream<Uint8Array> | undefined;
  /** Ends all streams. */
  stop(): void;
  readonly size: number;
}

/** Streams at once. */
export const STREAMS_MAX = 256;
/** Bytes that may wait for a client; one that reads more slowly is closed, and asks again. */
const STREAM_BUFFER_BYTES = 262_144;
/** A comment is sent this often, so that a connection that is gone is noticed. */
const HEARTBEAT_MS = 15_000;

const encoder = new TextEncoder();
const encode = (event: PoolEvent): Uint8Array =>
  encoder.encode(`event: ${event.reason}\ndata: ${JSON.stringify(event)}\n\n`);
const HEARTBEAT = encoder.encode(":\n\n");

/** Keeps a bounded number of streams, each with a bounded buffer. */
export function createEventStreams(): EventStreams {
  const ends = new Set<() => void>();
  let stopped = false;
  return {
    open(ring) {
      if (stopped || ends.size >= STREAMS_MAX) return undefined;
      let end = (): void => {};
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const send = (bytes: Uint8Array): void => {
              if ((controller.desiredSize ?? 0) <= 0) end();
              else controller.enqueue(bytes);
            };
            const unsubscribe = ring.subscribe((event) => send(encode(event)));
            const heartbeat = setInterval(() => send(HEARTBEAT), HEARTBEAT_MS);
            end = () => {
              if (!ends.delete(end)) return;
              clearInterval(heartbeat);
              unsubscribe();
              controller.close();
            };
            ends.add(end);
            send(HEARTBEAT);
            for (const event of ring.events()) send(encode(event));
          },
          cancel() {
            const close = end;
            // The reader is gone, so there is nothing left to close.
            try {
              close();
            } catch {}
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: STREAM_BUFFER_BYTES }),
      );
    },
    stop() {
      stopped = true;
      for (const end of ends) end();
    },
    get size() {
      return ends.size;
    },
  };
}
