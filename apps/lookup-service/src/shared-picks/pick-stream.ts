import { FairleadError } from "@fairlead/routing-schema";

/** Why picks could not be exchanged. */
export const SHARING_CAUSES = ["connection", "timeout", "refused", "malformed", "too_large"] as const;

/** One of {@link SHARING_CAUSES}. */
export type SharingCause = (typeof SHARING_CAUSES)[number];

/** A `shared_picks_unavailable` with its cause. The message holds no part of the URL but host and port. */
export const sharingError = (cause: SharingCause, message: string): FairleadError =>
  new FairleadError("shared_picks_unavailable", message, { details: { cause } });

/** The cause of an error; of one that nobody foresaw, `connection`. */
export const causeOf = (error: FairleadError): SharingCause =>
  SHARING_CAUSES.find((cause) => cause === error.details["cause"]) ?? "connection";

/** A message in the stream. */
export interface StreamEntry {
  /** Where it is: to go on reading behind it. */
  readonly id: string;
  /** How long it had been there when the server was asked. */
  readonly ageMs: number;
  /** `undefined` for an entry that is none of ours. */
  readonly text: string | undefined;
}

/** One round trip. */
export interface Exchange {
  /** Messages to append. */
  readonly append: readonly string[];
  /** Only what is behind this entry is read. */
  readonly after: string;
  /** Entries that are older than this may be forgotten. */
  readonly keepMs: number;
}

/** A connection to the stream that all replicas write and read. After an error it is of no use any more. */
export interface PickStream {
  /** The place in the stream at which it was so long ago, by the server's clock. */
  placeBefore(ageMs: number): Promise<string>;
  /**
   * Appends and reads, in the order of the stream.
   *
   * @throws {FairleadError} `shared_picks_unavailable`; what was to be appended may have been.
   */
  exchange(exchange: Exchange): Promise<readonly StreamEntry[]>;
  close(): void;
}

/** Entries that an exchange reads at most; when it reads as many, there may be more. */
export const ENTRIES_MAX = 128;

/**
 * Opens a connection.
 *
 * @throws {FairleadError} `shared_picks_unavailable`.
 */
export type OpenPickStream = () => Promise<PickStream>;
