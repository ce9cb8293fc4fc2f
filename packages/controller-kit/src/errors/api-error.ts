import { errorCodeOf, type ApiErrorCode } from "./error-code.ts";
import { parseStatus, type Status } from "./status.ts";

const MARKER = Symbol.for("fairlead.controller-kit.api-error");

/** What an {@link ApiError} carries beside code and message. */
export interface ApiErrorOptions {
  readonly httpStatus?: number | undefined;
  readonly status?: Status | undefined;
  /** When the API server wants to be asked again. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A request to the API server that did not succeed. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Stable across releases. */
  readonly code: ApiErrorCode;
  /** Absent when no answer came. */
  readonly httpStatus: number | undefined;
  readonly status: Status | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ApiErrorCode, message: string, options: ApiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.httpStatus = options.httpStatus;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Recognises the error across duplicated versions of this package, where `instanceof` fails. */
  static isInstance(value: unknown): value is ApiError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}

/** Reads `Retry-After`, which Kubernetes gives in seconds. */
export function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d+$/.test(value.trim())) return undefined;
  return Number(value);
}

/** What is needed to tell why a request was refused. */
export interface RefusedRequest {
  /** `GET /api/v1/pods`: for the message. */
  readonly what: string;
  readonly httpStatus: number;
  readonly body: unknown;
  readonly retryAfter?: string | undefined;
}

/** Makes an error of an answer that is not a success. */
export function errorFromAnswer({ what, httpStatus, body, retryAfter }: RefusedRequest): ApiError {
  const status = parseStatus(body);
  const said =
    status?.message ??
    (typeof body === "string" && body.trim() !== "" ? body.trim().slice(0, 300) : "nothing");
  return new ApiError(
    errorCodeOf(httpStatus, status),
    `${what} was answered with ${httpStatus}${status?.reason === undefined ? "" : ` ${status.reason}`}: ${said}`,
    {
      httpStatus,
      status,
      retryAfterSeconds: parseRetryAfter(retryAfter) ?? status?.details?.retryAfterSeconds,
    },
  );
}
