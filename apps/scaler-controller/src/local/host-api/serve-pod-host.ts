import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { FairleadError } from "@fairlead/routing-schema";
import type { LocalPodHost } from "../create-pod-host.ts";
import { createAnswerCall, toldError, type AnswerCall } from "./answer-call.ts";
import { CALL_PATH, CHANGES_PATH, HEARTBEAT_MS, HOST_HEADER, STATUS_OTHER_HOST } from "./host-calls.ts";

/** A host that scalers of other processes can reach. */
export interface ServedPodHost {
  readonly socketPath: string;
  /** Ends all connections, and removes the socket. */
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const refuse = (response: ServerResponse): void =>
  reply(response, STATUS_OTHER_HOST, {
    error: {
      code: "precondition_failed",
      message: "Another host has taken the place of the one that is meant.",
    },
  });

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  answerCall: AnswerCall,
): Promise<void> {
  try {
    const name = (request.url ?? "").slice(CALL_PATH.length);
    const input: unknown = JSON.parse(await text(request));
    reply(response, 200, { result: (await answerCall(name, input)) ?? null });
  } catch (error) {
    reply(response, 409, { error: toldError(error) });
  }
}

function sendChanges(response: ServerResponse, host: LocalPodHost): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  // A scaler that reads slowly is told once of many changes.
  const send = (message: string): void => {
    if (!response.writableNeedDrain) response.write(message);
  };
  const unwatch = host.watch(() => send("event: changed\ndata:\n\n"));
  const heartbeat = setInterval(() => send(":\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    unwatch();
  });
  send(":\n\n");
}

/**
 * Serves a host on a unix socket, which its owner alone may use. A socket that is left over from another
 * host at this path is replaced.
 *
 * @throws FairleadError `listen_failed`
 */
export async function servePodHost(host: LocalPodHost, socketPath: string): Promise<ServedPodHost> {
  const answerCall = createAnswerCall(host);
  const isMeant = ({ headers }: IncomingMessage): boolean =>
    (headers[HOST_HEADER] ?? host.description.hostId) === host.description.hostId;
  const server = createServer((request, response) => {
    if (!isMeant(request)) refuse(response);
    else if (request.method === "GET" && request.url === CHANGES_PATH) sendChanges(response, host);
    else void answerTo(request, response, answerCall);
  });
  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  try {
    await rm(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socketPath, resolve);
    });
    await chmod(socketPath, OWNER_ONLY);
  } catch (error) {
    server.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new FairleadError("listen_failed", `The host cannot listen at ${socketPath}: ${reason}.`, {
      cause: error,
      details: { socketPath },
    });
  }
  return {
    socketPath,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of connections) socket.destroy();
      await closed;
      await rm(socketPath, { force: true });
    },
  };
}
