/** An answer that the API server gives instead of an object. */
export interface StatusAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A `Status` object. */
  readonly body: Readonly<Record<string, unknown>>;
}

const answer = (
  status: number,
  reason: string | undefined,
  message: string,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly details?: object } = {},
): StatusAnswer => ({
  status,
  ...(more.headers !== undefined && { headers: more.headers }),
  body: {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason !== undefined && { reason }),
    ...(more.details !== undefined && { details: more.details }),
    code: status,
  },
});

/** The object is of another version than the one that was sent. */
export const conflict = (): StatusAnswer =>
  answer(
    409,
    "Conflict",
    "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again",
  );

/** The resourceVersion, or the continuation of a list, is too old. */
export const expired = (): StatusAnswer => answer(410, "Expired", "too old resource version: 1 (2)");

/** Too many requests; come again after some seconds. */
export const tooManyRequests = (retryAfterSeconds: number): StatusAnswer =>
  answer(
    429,
    "TooManyRequests",
    "the server has received too many requests and has asked us to try again later",
    {
      headers: { "retry-after": String(retryAfterSeconds) },
      details: { retryAfterSeconds },
    },
  );

/** The server failed in itself. */
export const internalError = (): StatusAnswer =>
  answer(500, "InternalError", "Internal error occurred: etcdserver: leader changed");

/** The server, or what it needs, is away; come again. */
export const unavailable = (): StatusAnswer =>
  answer(503, "ServiceUnavailable", "the server is currently unable to handle the request");

/** The token is expired, or is none. */
export const unauthorized = (): StatusAnswer => answer(401, "Unauthorized", "Unauthorized");

/** The user may not do this. */
export const forbidden = (): StatusAnswer => answer(403, "Forbidden", "forbidden: the user may not do this");
