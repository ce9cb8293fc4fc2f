import type { ErrorCode } from "./catalogue.ts";

const MARKER = Symbol.for("fairlead.error");

/** What a {@link FairleadError} carries beside its message. */
export interface FairleadErrorOptions {
  /** What led to it. */
  cause?: unknown;
  /** Data for logs and programs; part of the error, never needed to understand the message. */
  details?: Readonly<Record<string, unknown>>;
}

/**
 * An error with a stable code. Its message says what happened and how to mend it.
 *
 * @example
 * ```ts
 * if (FairleadError.isInstance(error) && error.code === "snapshot_malformed") { … }
 * ```
 */
export class FairleadError extends Error {
  override readonly name: string = "FairleadError";
  /** Stable across releases; listed in `docs/errors.md`. */
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: FairleadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Recognises the error across duplicated versions of this package, where `instanceof` fails. */
  static isInstance(value: unknown): value is FairleadError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}
