import { once } from "node:events";
import { createServer } from "node:net";
import { LocalGatewayError } from "./local-gateway-error.ts";

/**
 * Makes sure that nobody listens on a fixed address. Envoy cannot be asked: it shares its ports
 * (`SO_REUSEPORT`), so two of them on one port would each take a part of the connections.
 *
 * @throws LocalGatewayError `gateway_address_in_use`.
 */
export async function checkAddressIsFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new LocalGatewayError(
      reason === "EADDRINUSE" ? "gateway_address_in_use" : "gateway_start_failed",
      reason === "EADDRINUSE"
        ? `Another process listens on ${host}:${port}. Stop it, or set listen.port to another port, or to 0 for a free one.`
        : `${host}:${port} cannot be listened on (${reason}). Set listen to an address of this machine and a port that this user may use.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, "close");
}
