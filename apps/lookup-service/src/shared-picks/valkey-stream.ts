import { FairleadError } from "@fairlead/routing-schema";
import { Redis } from "iovalkey";
import { z } from "zod";
import { createGuardedConnector } from "./guarded-connector.ts";
import { MESSAGE_TEXT_MAX } from "./pick-message.ts";
import {
  ENTRIES_MAX,
  sharingError,
  type OpenPickStream,
  type PickStream,
  type SharingCause,
  type StreamEntry,
} from "./pick-stream.ts";
import type { ValkeyAddress } from "./valkey-address.ts";

/** How a stream in Valkey is opened. */
export interface ValkeyStreamOptions {
  readonly address: ValkeyAddress;
  readonly key: string;
  readonly timeoutMs: number;
}

/** Entries in the stream whatever their age: with the size of a message it bounds Valkey's memory. */
const STREAM_ENTRIES_MAX = 20_000;
/** The stream of replicas that are gone goes after this time and the lease. */
const EXPIRE_AFTER_MS = 60_000;
/** Bytes of an answer with as many entries as are read at a time, each as large as can be. */
const ANSWER_BYTES_MAX = ENTRIES_MAX * (MESSAGE_TEXT_MAX + 256);
const FIELD = "picks";

const timeSchema = z.tuple([z.string().regex(/^\d{1,15}$/), z.string().regex(/^\d{1,6}$/)]);
const idSchema = z.string().regex(/^\d{1,16}-\d{1,20}$/);
const entriesSchema = z
  .array(z.tuple([z.string(), z.array(z.tuple([idSchema, z.array(z.string()).nullable()])).max(ENTRIES_MAX)]))
  .max(1)
  .nullable();

function read<Output>(schema: z.ZodType<Output>, reply: unknown): Output {
  const { data, success } = schema.safeParse(reply);
  if (!success) throw sharingError("malformed", "The server answers something else than Valkey does.");
  return data;
}

const readTimeMs = (reply: unknown): number => {
  const [seconds, microseconds] = read(timeSchema, reply);
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
};

const isRefusal = (error: Error): boolean => error.name === "ReplyError";

/** Names what happened, without the error itself: that of a refused AUTH carries the password. */
function explain(error: unknown, where: string): FairleadError {
  if (FairleadError.isInstance(error)) return error;
  const reason = error instanceof Error ? error.message.slice(0, 200) : "unknown";
  let cause: SharingCause = "connection";
  if (error instanceof Error && isRefusal(error)) cause = "refused";
  else if (/protocol error|command queue state/i.test(reason)) cause = "malformed";
  const what = {
    refused: "refuses",
    malformed: "answers something else than Valkey does",
    connection: "is not reached",
  };
  return sharingError(cause, `The Valkey at ${where} ${what[cause]}: ${reason}`);
}

/** Opens the stream of a key by a connection of its own; nothing is ever tried twice on it. */
export function createOpenValkeyStream({ address, key, timeoutMs }: ValkeyStreamOptions): OpenPickStream {
  const { database, host, password, port, username } = address;
  const where = `${host}:${port}`;

  return async () => {
    const { allow, Connector } = createGuardedConnector(address);
    allow(ANSWER_BYTES_MAX);
    const client = new Redis({
      Connector,
      db: database,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(address.tls && { tls: {} }),
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: () => null,
    });
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    // Nobody may be waiting when a connection breaks between two exchanges; the next one then fails.
    failed.catch(() => {});
    client.on("error", fail);
    client.on("close", () =>
      fail(sharingError("connection", `The Valkey at ${where} ended the connection.`)),
    );

    async function within<Output>(work: Promise<Output>): Promise<Output> {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () =>
          late.reject(
            sharingError("timeout", `The Valkey at ${where} does not answer within ${timeoutMs} ms.`),
          ),
        timeoutMs,
      );
      work.catch(() => {});
      try {
        return await Promise.race([failed, late.promise, work]);
      } catch (error) {
        client.disconnect();
        throw explain(error, where);
      } finally {
        clearTimeout(timer);
      }
    }

    async function run(commands: readonly (readonly (string | number)[])[]): Promise<readonly unknown[]> {
      allow(ANSWER_BYTES_MAX);
      const pipeline = client.pipeline();
      for (const [name = "", ...parameters] of commands) pipeline.call(String(name), ...parameters);
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([error, reply]) => {
        if (error !== null) throw error;
        return reply;
      });
    }

    let serverMs = 0;
    async function placeBefore(ageMs: number): Promise<string> {
      serverMs = readTimeMs((await within(run([["TIME"]])))[0]);
      return `${Math.max(0, Math.floor(serverMs - ageMs))}-0`;
    }

    async function exchange({
      after,
      append,
      keepMs,
    }: Parameters<PickStream["exchange"]>[0]): Promise<StreamEntry[]> {
      const oldest = Math.max(0, Math.floor(serverMs - keepMs));
      const writing =
        append.length === 0
          ? []
          : [
              ...append.map((text) => ["XADD", key, "MINID", "~", oldest, "*", FIELD, text]),
              ["XTRIM", key, "MAXLEN", "~", STREAM_ENTRIES_MAX],
              ["PEXPIRE", key, Math.ceil(keepMs + EXPIRE_AFTER_MS)],
            ];
      const replies = await within(
        run([...writing, ["XREAD", "COUNT", ENTRIES_MAX, "STREAMS", key, after], ["TIME"]]),
      );
      serverMs = readTimeMs(replies.at(-1));
      const [stream] = read(entriesSchema, replies.at(-2)) ?? [];
      return (stream?.[1] ?? []).map(([id, fields]) => ({
        id,
        // An entry is never younger than now: a server's clock may have been put back.
        ageMs: Math.max(0, serverMs - Number(id.slice(0, id.indexOf("-")))),
        text: fields?.[0] === FIELD ? fields[1] : undefined,
      }));
    }

    const stream: PickStream = { placeBefore, exchange, close: () => client.disconnect() };
    await within(client.connect());
    return stream;
  };
}
