import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { encodeSnapshot, PATH_SNAPSHOT, type Snapshot, type SnapshotPod } from "@fairlead/routing-schema";
import type { Pod } from "./pod.ts";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A peer of the filter that answers whatever a test wants it to. */
export interface LookupDouble {
  readonly endpoint: string;
  /** Requests so far, by path without query. */
  readonly requests: {
    readonly path: string;
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
  }[];
  /** Answers `/pod-lookup`. */
  lookup: Answer;
  /** Answers `/v1/snapshot`. */
  snapshot: Answer;
  /** Closes the port and every connection. */
  kill(): Promise<void>;
  /** Opens the same port again. */
  revive(): Promise<void>;
}

/** Answers with a status, headers and a body. */
export const reply =
  (status: number, body: string | Buffer = "", headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "text/plain", ...headers });
    response.end(body);
  };

/** Never answers. */
export const hang: Answer = () => {};

/** A snapshot of pods without load; `change` replaces fields of it. */
export function snapshotOf(pods: readonly Pod[], change: Partial<Snapshot> = {}): string {
  const lines = pods.map(({ podId, endpoint }): SnapshotPod => ({
    podId,
    routeId: podId,
    endpoint,
    state: "open",
    score: 0,
    step: 1_000,
    room: null,
  }));
  return encodeSnapshot({
    generation: 1,
    maxAgeMs: 60_000,
    poolSize: lines.length,
    askers: 1,
    pods: lines,
    ...change,
  });
}

/** Starts the double; both paths answer 500 until a test says otherwise. */
export async function startLookupDouble(): Promise<LookupDouble> {
  const sockets = new Set<Socket>();
  const requests: LookupDouble["requests"] = [];
  const answers = { lookup: reply(500), snapshot: reply(500) };
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    const path = url.split("?", 1)[0] ?? "";
    requests.push({ path, url, headers: request.headers });
    response.on("error", () => {});
    (path === PATH_SNAPSHOT ? answers.snapshot : answers.lookup)(request, response);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    requests,
    get lookup() {
      return answers.lookup;
    },
    set lookup(answer) {
      answers.lookup = answer;
    },
    get snapshot() {
      return answers.snapshot;
    },
    set snapshot(answer) {
      answers.snapshot = answer;
    },
    kill: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    revive: async () => {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
  };
}
