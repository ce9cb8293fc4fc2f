import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest } from "./api-request.ts";

/** A watch that is open. */
export interface WatchStream {
  readonly request: ApiRequest;
  /** Events that reached the client, bookmarks included. */
  readonly delivered: number;
  /** Breaks the connection. */
  cut(): void;
  /** Ends the answer in order, as the API server does when a watch is old. */
  end(): void;
  /** From here on the connection stays open and nothing comes: what a lost network path looks like. */
  freeze(): void;
  /** Hands on what the API server has sent meanwhile, and goes on. */
  thaw(): void;
  /** Puts an event of its own between the server's. */
  inject(event: object): void;
  /** Told before each event; what it does to the stream holds for that event already. */
  onEvent(listener: (delivered: number) => void): void;
}

/** Hands a watch on event by event: one line of JSON each. */
export function pipeWatch(
  request: ApiRequest,
  source: IncomingMessage,
  response: ServerResponse,
): WatchStream {
  let delivered = 0;
  let rest = "";
  let isFrozen = false;
  const held: string[] = [];
  const listeners: ((delivered: number) => void)[] = [];

  const deliver = (line: string): void => {
    for (const listener of listeners) listener(delivered);
    if (isFrozen) {
      held.push(line);
      return;
    }
    if (response.destroyed || response.writableEnded) return;
    delivered += 1;
    response.write(`${line}\n`);
  };
  const stream: WatchStream = {
    request,
    get delivered() {
      return delivered;
    },
    cut() {
      source.destroy();
      response.destroy();
    },
    end() {
      source.destroy();
      response.end();
    },
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
      for (const line of held.splice(0)) deliver(line);
    },
    inject: (event) => void response.write(`${JSON.stringify(event)}\n`),
    onEvent: (listener) => void listeners.push(listener),
  };
  source.setEncoding("utf8");
  source.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) deliver(line);
  });
  // A frozen stream does not tell of its end either: that is what makes it frozen.
  source.once("end", () => {
    if (!isFrozen) response.end();
  });
  source.on("error", () => {
    if (!isFrozen) response.destroy();
  });
  response.once("close", () => source.destroy());
  return stream;
}
