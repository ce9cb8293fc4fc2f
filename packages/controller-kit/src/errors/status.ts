/** What the API server says in the place of an object, mostly why something was refused. */
export interface Status {
  readonly kind: "Status";
  readonly status?: string;
  readonly message?: string;
  /** A word for programs, such as `AlreadyExists`. */
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly StatusCause[];
  };
}

/** One of several reasons. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  /** Path of the field that it is about. */
  readonly field?: string;
}

/** Reads a body, text or already parsed, as a `Status`; `undefined` when it is none. */
export function parseStatus(body: unknown): Status | undefined {
  let value = body;
  if (typeof body === "string") {
    try {
      value = JSON.parse(body);
    } catch {
      return undefined;
    }
  }
  const isStatus = typeof value === "object" && value !== null && "kind" in value && value.kind === "Status";
  return isStatus ? (value as Status) : undefined;
}
