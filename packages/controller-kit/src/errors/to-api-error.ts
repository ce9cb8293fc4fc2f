import { ApiError, errorFromAnswer } from "./api-error.ts";

/** What the generated clients of `@kubernetes/client-node` throw. Their body is often the text of a `Status`. */
interface ClientException {
  readonly code: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const isClientException = (value: object): value is ClientException =>
  "code" in value && typeof value.code === "number" && "body" in value;

/** Node.js' name for what went wrong, wherever in the chain of causes it stands. */
function systemCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return undefined;
}

/**
 * Makes an {@link ApiError} of whatever a call threw: an error of this package, of the generated
 * clients of `@kubernetes/client-node`, of `fetch`, or of a connection.
 *
 * @param what the request, for the message
 */
export function toApiError(error: unknown, what = "The request"): ApiError {
  if (ApiError.isInstance(error)) return error;
  if (typeof error === "object" && error !== null) {
    if (isClientException(error)) {
      return errorFromAnswer({
        what,
        httpStatus: error.code,
        body: error.body,
        retryAfter: error.headers?.["retry-after"],
      });
    }
    if (error instanceof Error && error.name === "TimeoutError") {
      return new ApiError("timeout", `${what} was not answered in time`, { cause: error });
    }
  }
  const code = systemCode(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(
    "unreachable",
    `${what} was not answered: ${code === undefined || message.includes(code) ? message : `${message} (${code})`}`,
    { cause: error },
  );
}
