import { ApiError } from "./api-error.ts";
import type { ApiErrorCode } from "./error-code.ts";
import { toApiError } from "./to-api-error.ts";

const hasCode = (error: unknown, ...codes: readonly ApiErrorCode[]): boolean => {
  const isFromApi =
    ApiError.isInstance(error) ||
    (typeof error === "object" && error !== null && "code" in error && "body" in error);
  return isFromApi && codes.includes(toApiError(error).code);
};

/** There is no such object. Holds for errors of `@kubernetes/client-node` as well, as do all of these. */
export const isNotFound = (error: unknown): boolean => hasCode(error, "not_found");

/** There is an object of this name already. */
export const isAlreadyExists = (error: unknown): boolean => hasCode(error, "already_exists");

/** The object has changed since it was read, or a field belongs to another manager. */
export const isConflict = (error: unknown): boolean => hasCode(error, "conflict");

/** The resourceVersion is too old: list anew. */
export const isExpired = (error: unknown): boolean => hasCode(error, "expired");

/** The object breaks a rule of its kind; the same object will never be taken. */
export const isInvalid = (error: unknown): boolean => hasCode(error, "invalid");

/** The user may not do this. */
export const isForbidden = (error: unknown): boolean => hasCode(error, "forbidden");

/** The credentials are missing, wrong or expired. */
export const isUnauthorized = (error: unknown): boolean => hasCode(error, "unauthorized");

/** The API server asks to come again later. */
export const isTooManyRequests = (error: unknown): boolean => hasCode(error, "too_many_requests");

/** Whether the same request may succeed later, unchanged. */
export const isTransient = (error: unknown): boolean =>
  hasCode(error, "too_many_requests", "internal_error", "service_unavailable", "timeout", "unreachable");

/** Why something in a namespace that is being deleted was refused. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  ApiError.isInstance(error) &&
  error.code === "forbidden" &&
  (error.status?.details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating");

/** How long the API server asked to wait, in milliseconds. */
export const retryAfterMs = (error: unknown): number | undefined =>
  ApiError.isInstance(error) && error.retryAfterSeconds !== undefined
    ? error.retryAfterSeconds * 1_000
    : undefined;

/** Gives `undefined` in the place of `not_found`. */
export async function ifFound<Value>(request: Promise<Value>): Promise<Value | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
