import { FairleadError, errorCatalogue, type ErrorCode } from "@fairlead/routing-schema";
import { Pool } from "undici";
import {
  CALL_PATH,
  CHANGES_PATH,
  HEARTBEAT_MS,
  HOST_HEADER,
  STATUS_OTHER_HOST,
  type HostCall,
} from "./host-calls.ts";
import type { ToldError } from "./answer-call.ts";

/** The connections of a scaler to a host. */
export interface HostClient {
  /**
   * Makes one call.
   *
   * @throws FairleadError as the host threw it; `host_unreachable` where it is not known what became of the call.
   */
  call(name: HostCall, input?: object): Promise<unknown>;
  /** From here on this host is meant, and another one at the same socket refuses. */
  mean(hostId: string): void;
  /**
   * Calls `changed` once it listens, and for each change, until the connection is lost. Never rejects; gives
   * `true` when another host is there than the one that is meant.
   */
  follow(changed: () => void): Promise<boolean>;
  close(): Promise<void>;
}

/** What a host that hangs has to answer by. */
const CALL_TIMEOUT_MS = 10_000;
/** A host that gives no sign of life for so long is gone. */
const SILENCE_MS = 5 * HEARTBEAT_MS;

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

/** A told error as an error of this process. */
export const errorOf = ({ code, message }: ToldError): FairleadError =>
  new FairleadError(isCode(code) ? code : "internal", message);

const unreachable = (socketPath: string, cause: unknown): FairleadError =>
  new FairleadError(
    "host_unreachable",
    `The host of the pods does not answer at ${socketPath}: ${cause instanceof Error ? cause.message : String(cause)}. Start it, or correct world.socket.`,
    { cause, details: { socketPath } },
  );

/** Makes a client of the host at a socket; nothing is connected before the first call. */
export function createHostClient(socketPath: string): HostClient {
  const pool = new Pool("http://host", {
    socketPath,
    connections: 8,
    headersTimeout: CALL_TIMEOUT_MS,
    bodyTimeout: CALL_TIMEOUT_MS,
  });
  const closing = new AbortController();
  let meant: Record<string, string> = {};
  return {
    mean(hostId) {
      meant = { [HOST_HEADER]: hostId };
    },
    async call(name, input = {}) {
      let told: { result: unknown } | { error: ToldError };
      try {
        const { body } = await pool.request({
          method: "POST",
          path: CALL_PATH + name,
          headers: { "content-type": "application/json", ...meant },
          body: JSON.stringify(input),
        });
        told = (await body.json()) as typeof told;
      } catch (error) {
        throw unreachable(socketPath, error);
      }
      if ("error" in told) throw errorOf(told.error);
      return told.result;
    },
    async follow(changed) {
      try {
        const { body, statusCode } = await pool.request({
          method: "GET",
          path: CHANGES_PATH,
          headers: meant,
          bodyTimeout: SILENCE_MS,
          signal: closing.signal,
        });
        if (statusCode === STATUS_OTHER_HOST) {
          await body.dump();
          return true;
        }
        let isFirst = true;
        for await (const chunk of body) {
          if (isFirst || String(chunk).includes("changed")) changed();
          isFirst = false;
        }
      } catch {
        // Whoever asks next learns why.
      }
      return false;
    },
    async close() {
      closing.abort();
      await pool.destroy();
    },
  };
}
