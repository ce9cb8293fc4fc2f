import { podIdSchema, poolIdSchema } from "@fairlead/routing-schema";
import { z } from "zod";
import type { ToldPicks } from "../pools/spread-picks.ts";

/** Picks by pool. */
export type MessagePool = ReadonlyMap<string, readonly ToldPicks[]>;

/** What a replica tells the others at a time. All times are of the clock of whoever holds the message. */
export interface PickMessage {
  /** Names the replica, anew with each of its lives. */
  readonly replica: string;
  /** Grows by one with each message of the replica: a message that arrives twice counts once. */
  readonly sequence: number;
  readonly pools: MessagePool;
}

/** A text that is longer was not written by a replica. */
export const MESSAGE_TEXT_MAX = 65_536;

const ageSchema = z.int().min(0);
const messageSchema = z.object({
  replica: z.string().regex(/^[0-9a-f]{16}$/),
  sequence: z.int().min(1),
  pools: z.record(
    poolIdSchema,
    z.array(z.tuple([podIdSchema, z.int().min(1).max(1_000_000), ageSchema, ageSchema])),
  ),
});

/** The message as text: instead of times it has ages at `nowMs`, for each replica has a clock of its own. */
export function encodePickMessage({ replica, sequence, pools }: PickMessage, nowMs: number): string {
  const age = (atMs: number): number => Math.max(0, Math.round(nowMs - atMs));
  return JSON.stringify({
    replica,
    sequence,
    pools: Object.fromEntries(
      [...pools].map(([pool, picks]) => [
        pool,
        picks.map(({ podId, count, sinceMs, untilMs }) => [podId, count, age(sinceMs), age(untilMs)]),
      ]),
    ),
  });
}

/** Reads a message that was written at `writtenAtMs` of this replica's clock; `undefined` when it is none. */
export function decodePickMessage(text: string, writtenAtMs: number): PickMessage | undefined {
  if (text.length > MESSAGE_TEXT_MAX) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = messageSchema.safeParse(value);
  if (data === undefined) return undefined;
  const { replica, sequence } = data;
  const pools = Object.entries(data.pools).map(([pool, picks]): [string, ToldPicks[]] => [
    pool,
    picks.map(([podId, count, sinceAgeMs, untilAgeMs]) => ({
      podId,
      count,
      sinceMs: writtenAtMs - Math.max(sinceAgeMs, untilAgeMs),
      untilMs: writtenAtMs - untilAgeMs,
    })),
  ]);
  return { replica, sequence, pools: new Map(pools) };
}
