import { readFileSync } from "node:fs";
import { workloadReport } from "@fairlead/workload-reporter/hono";
import type { WorkloadReporter } from "@fairlead/workload-reporter";
import { Hono } from "hono";
import { roomNameSchema } from "../rooms/room-name.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { streamRoom } from "./room-stream.ts";

const page = readFileSync(new URL("../page/index.html", import.meta.url), "utf8");

/** What the HTTP side of the chat needs. */
export interface AppOptions {
  readonly rooms: Rooms;
  readonly podId: string;
  readonly reporter: WorkloadReporter;
  /** Ends the streams. */
  readonly stopping: AbortSignal;
}

/** The HTTP side: the page, the rooms as JSON, a room as server-sent events, the workload report. */
export function createApp({ rooms, podId, reporter, stopping }: AppOptions): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    c.header("x-served-by", podId);
  });
  app.use(workloadReport(reporter));

  app.get("/", (c) => c.html(page));
  app.get("/livez", (c) => c.text("ok"));
  app.get("/readyz", (c) => c.text("ok"));
  app.get("/api/pod", (c) => {
    const { clients, capacity, draining } = reporter.report();
    return c.json({ podId, askedPodId: c.req.query("podId") ?? null, clients, capacity, draining });
  });
  app.get("/rooms", (c) => {
    const list = rooms
      .list()
      .map(({ name, members, history }) => ({ name, members, messages: history.length }));
    return c.json({ podId, rooms: list });
  });
  app.get("/rooms/:room/history", (c) => {
    const room = rooms.find(c.req.param("room"));
    if (!room) return c.json({ podId, error: "there is no such room on this pod" }, 404);
    return c.json({ podId, room: room.name, members: room.members, messages: room.history });
  });
  app.get("/rooms/:room/stream", (c) => {
    const name = roomNameSchema.safeParse(c.req.param("room"));
    if (!name.success) return c.json({ podId, error: name.error.issues[0]?.message }, 400);
    return streamRoom(c, rooms.open(name.data), podId, stopping);
  });
  app.notFound((c) => c.json({ podId, error: "nothing is served here" }, 404));
  return app;
}
