import { once } from "node:events";
import { connect } from "node:net";
import { createPart, type Part } from "../process/part.ts";
import { commandAt, type PartPlace } from "../kubernetes/etcd.ts";

/** Settings of a Valkey. */
export interface ValkeyOptions {
  /** Of the default user. Absent: nobody has to say one. */
  readonly password?: string | undefined;
  /** Further arguments of the server: `--maxmemory`, `1mb`. */
  readonly parameters?: readonly string[] | undefined;
}

/** A Valkey, or the Redis that speaks the same protocol, and how it is reached. */
export interface Valkey {
  readonly part: Part;
  readonly host: string;
  readonly port: number;
  /** `valkey://host:port`, without the password. */
  readonly url: string;
}

const PORT = 6_379;
const PROBE_TIMEOUT_MS = 2_000;

/** Whether it answers; that it wants a password is an answer as well. */
async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: PROBE_TIMEOUT_MS });
  socket.on("timeout", () => socket.destroy(new Error("timeout")));
  try {
    socket.write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    return /^(?:\+PONG|-NOAUTH)/.test(answer.toString("latin1"));
  } finally {
    socket.destroy();
  }
}

/** A server that keeps everything in memory: whoever kills it empties it. */
export function createValkey(path: string, place: PartPlace, options: ValkeyOptions = {}): Valkey {
  const { password, parameters = [] } = options;
  const { host, port } = place.reachedAt ?? { host: place.host, port: PORT };
  const part = createPart({
    name: "valkey",
    command: commandAt(place, [
      path,
      ...["--bind", place.host, "--port", String(PORT), "--dir", place.directory],
      ...["--save", "", "--appendonly", "no", "--daemonize", "no"],
      ...(password === undefined ? [] : ["--requirepass", password]),
      ...parameters,
    ]),
    environment: place.environment,
    directory: place.directory,
    isReady: () => answers(host, port),
  });
  return { part, host, port, url: `valkey://${host}:${port}` };
}
