import type { Valkey } from "@fairlead/testbed";
import { Redis } from "iovalkey";

/** Calls a command of a Valkey by a connection of its own, and gives the answer. */
export async function callValkey(
  { host, port }: Pick<Valkey, "host" | "port">,
  password: string,
  [name = "", ...parameters]: readonly string[],
): Promise<unknown> {
  const client = new Redis({ host, port, password, lazyConnect: true, retryStrategy: () => null });
  try {
    await client.connect();
    return await client.call(name, ...parameters);
  } finally {
    client.disconnect();
  }
}
