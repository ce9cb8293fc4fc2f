import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FairleadError } from "@fairlead/routing-schema";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Logger } from "pino";

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The port of a service. */
export interface HttpServer {
  /** Where it listens; `undefined` before {@link HttpServer.listen} and after {@link HttpServer.close}. */
  readonly address: ListenAddress | undefined;
  /** @throws {FairleadError} `listen_failed` when the address cannot be had. */
  listen(address: ListenAddress): Promise<ListenAddress>;
  /** Takes no new connections, waits for answers under way, and cuts off what is left after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/** What a server is made of. */
export interface HttpServerOptions {
  readonly app: Pick<Hono, "fetch">;
  readonly logger: Logger;
  /** How long a connection may be idle before the server closes it. Default 5,000, as in Node.js. */
  readonly keepAliveMs?: number;
  /** Answers a request before the application is asked; false leaves it to the application. */
  readonly answerDirectly?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** How often a closing server looks for connections that have nothing left to answer. */
const IDLE_CHECK_MS = 20;

/**
 * Creates the server of an application. The head of a request may take 10 seconds to arrive, the whole of it 30.
 *
 * @example
 * ```ts
 * const server = createHttpServer({ app, logger });
 * const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
 * await server.close(10_000);
 * ```
 */
export function createHttpServer({
  app,
  logger,
  keepAliveMs = 5_000,
  answerDirectly = () => false,
}: HttpServerOptions): HttpServer {
  const listener = getRequestListener(app.fetch);
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, headersTimeout: 10_000, requestTimeout: 30_000 },
    (request, response) => {
      if (!answerDirectly(request, response)) void listener(request, response);
    },
  );
  const addressOf = (): ListenAddress => {
    const { address, port } = server.address() as AddressInfo;
    return { host: address, port };
  };
  return {
    get address() {
      return server.listening ? addressOf() : undefined;
    },
    async listen({ host, port }) {
      try {
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen({ host, port }, () => {
            server.off("error", reject);
            resolve();
          });
        });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new FairleadError(
          "listen_failed",
          `The service cannot listen at ${host}, port ${port}: ${reason}. Choose another listen.port (0 takes a free one) or listen.host.`,
          { cause: error, details: { host, port } },
        );
      }
      server.on("error", (error) => logger.error({ err: error }, "server failed"));
      return addressOf();
    },
    async close(timeoutMs) {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      // A connection whose answer ends later becomes idle later.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const all = setTimeout(() => server.closeAllConnections(), timeoutMs);
      await closed;
      clearInterval(idle);
      clearTimeout(all);
    },
  };
}
