import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { parseApiRequest, type ApiRequest } from "./api-request.ts";
import { writeAnswer, type Exchange } from "./exchange.ts";
import { createFaultRules, type ActiveRule, type FaultRule } from "./fault-rules.ts";
import { createUpstream, type UpstreamOptions } from "./upstream.ts";
import { pipeWatch, type WatchStream } from "./watch-stream.ts";

/** Stands between clients and an API server, and does to their requests what it is told. */
export interface FaultProxy {
  /** For clients: plain HTTP; a request without a token of its own has the administrator's. */
  readonly endpoint: ApiEndpoint;
  /** Every request that came in, oldest first. */
  readonly requests: readonly ApiRequest[];
  /** The watches that are open. */
  watches(matches?: (request: ApiRequest) => boolean): readonly WatchStream[];
  /** Puts a rule in force, before the ones that are. */
  add(rule: FaultRule): ActiveRule;
  /** Takes all rules out of force. */
  clear(): void;
  /** Breaks all connections, and every new one, until `comeBack`: an API server that is away. */
  goAway(): void;
  comeBack(): void;
  /** Connections that were ever opened to it. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startFaultProxy(
  target: ApiEndpoint,
  options: UpstreamOptions = {},
): Promise<FaultProxy> {
  const upstream = createUpstream(target, options);
  const rules = createFaultRules();
  const requests: ApiRequest[] = [];
  const watches = new Set<WatchStream>();
  const closing = new AbortController();
  let isAway = false;
  let connections = 0;

  async function forward(
    exchange: Exchange,
    response: ServerResponse,
    onWatch?: (stream: WatchStream) => void,
  ): Promise<void> {
    const answer = await exchange.ask();
    // A client that has gone meanwhile ends nothing any more.
    if (exchange.signal.aborted) {
      answer.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (exchange.request.verb !== "watch") {
      answer.pipe(response);
      answer.once("error", () => response.destroy());
      response.once("close", () => answer.destroy());
      return;
    }
    response.flushHeaders();
    const stream = pipeWatch(exchange.request, answer, response);
    watches.add(stream);
    response.once("close", () => watches.delete(stream));
    onWatch?.(stream);
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const request = parseApiRequest(incoming.method ?? "GET", incoming.url ?? "/", {
      authorization: incoming.headers.authorization,
      body: body.toString(),
    });
    requests.push(request);
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const exchange: Exchange = {
      request,
      signal: AbortSignal.any([gone.signal, closing.signal]),
      answer: ({ status, body: status_, headers }) =>
        writeAnswer(response, status, JSON.stringify(status_), headers),
      answerText: (status, answer) => writeAnswer(response, status, answer),
      reset: () => void response.destroy(),
      ask: () => upstream.ask(incoming, body, `${request.path}?${request.query.toString()}`),
      forward: (onWatch) => forward(exchange, response, onWatch),
    };
    const fault = rules.take(request);
    await (fault === undefined ? exchange.forward() : fault(exchange));
  }

  const server = createServer((incoming, response) => {
    if (isAway) {
      response.destroy();
      return;
    }
    // The API server is away, or the client has gone: to the client both look like a broken connection.
    handle(incoming, response).catch(() => response.destroy());
  });
  server.on("connection", () => (connections += 1));
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { url: `http://127.0.0.1:${port}`, token: target.token },
    requests,
    watches: (matches = () => true) => [...watches].filter(({ request }) => matches(request)),
    get connections() {
      return connections;
    },
    add: (rule) => rules.add(rule),
    clear: () => rules.clear(),
    goAway() {
      isAway = true;
      server.closeAllConnections();
    },
    comeBack() {
      isAway = false;
    },
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      upstream.close();
    },
  };
}
