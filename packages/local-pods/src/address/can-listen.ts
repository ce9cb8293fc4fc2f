import { once } from "node:events";
import { createServer } from "node:net";

/** Whether an address can be listened on; `"in_use"` or `"not_available"` when not. */
export async function canListen(host: string, port: number): Promise<"yes" | "in_use" | "not_available"> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" ? "not_available" : "in_use";
  }
  server.close();
  await once(server, "close");
  return "yes";
}
