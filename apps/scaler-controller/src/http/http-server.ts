import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { FairleadError } from "@fairlead/routing-schema";
import type { Hono } from "hono";
import type { Logger } from "pino";

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The port of the service. */
export interface HttpServer {
  readonly address: ListenAddress | undefined;
  /** @throws {FairleadError} `listen_failed` when the address cannot be had. */
  listen(address: ListenAddress): Promise<ListenAddress>;
  /** Takes no new connections, waits for answers under way, and cuts off what is left after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/** Creates the server of an application. */
export function createHttpServer({
  app,
  logger,
}: {
  readonly app: Hono;
  readonly logger: Logger;
}): HttpServer {
  const listener = getRequestListener(app.fetch);
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000 },
    (request, response) => void listener(request, response),
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
      server.closeIdleConnections();
      const all = setTimeout(() => server.closeAllConnections(), timeoutMs);
      await closed;
      clearTimeout(all);
    },
  };
}
