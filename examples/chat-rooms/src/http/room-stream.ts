import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { RoomEvent } from "../rooms/room-event.ts";
import type { Room } from "../rooms/room.ts";

/** A reader that is this many events behind is cut off. */
const BACKLOG_MAX = 500;
/** Shows the gateway, and this server, that the stream is alive. */
const HEARTBEAT_MS = 15_000;

/** Streams what happens in a room as server-sent events, beginning with who serves it. */
export function streamRoom(c: Context, room: Room, podId: string, stopping: AbortSignal): Response {
  return streamSSE(c, async (stream) => {
    const backlog: RoomEvent[] = [];
    let wake = Promise.withResolvers<void>();
    const nudge = (): void => wake.resolve();
    let cutOff = false;
    const stopReading = room.read((event) => {
      // The loop below may be held up by the reader, so the backlog is bounded here.
      cutOff ||= backlog.length >= BACKLOG_MAX;
      if (!cutOff) backlog.push(event);
      nudge();
    });
    const heartbeat = setInterval(nudge, HEARTBEAT_MS);
    stream.onAbort(nudge);
    stopping.addEventListener("abort", nudge, { once: true });

    const hello = { type: "hello", podId, room: room.name, members: room.members };
    await stream.writeSSE({ event: "hello", data: JSON.stringify(hello) });
    while (!stream.aborted && !stopping.aborted && !cutOff) {
      const event = backlog.shift();
      if (event) {
        await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
        continue;
      }
      await wake.promise;
      wake = Promise.withResolvers();
      if (backlog.length === 0) await stream.write(": \n\n");
    }

    clearInterval(heartbeat);
    stopping.removeEventListener("abort", nudge);
    stopReading();
  });
}
