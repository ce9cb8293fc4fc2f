import type { Status } from "./status.ts";

/** Every code of an {@link ApiError}. Codes are added, never changed. */
export const API_ERROR_CODES = {
  bad_request: "The request has a form that the API server does not read (400)",
  unauthorized: "The credentials are missing, wrong or expired (401)",
  forbidden: "The user may not do this (403)",
  not_found: "There is no such object, or no such kind (404)",
  method_not_allowed: "The kind does not know this request (405)",
  not_acceptable: "The API server cannot answer in this form (406)",
  already_exists: "There is an object of this name already (409)",
  conflict: "The object has changed since it was read, or a field belongs to another manager (409)",
  expired: "The resourceVersion or the continuation of the list is too old (410)",
  too_large: "The request is larger than the API server takes (413)",
  unsupported_media_type: "The request has a content type that is not taken here (415)",
  invalid: "The object breaks a rule of its kind (422)",
  too_many_requests: "The API server asks to come again later (429)",
  internal_error: "The API server failed in itself (500)",
  service_unavailable: "The API server, or what it needs, is away (503)",
  timeout: "The request took longer than it was given, at the API server (504) or here",
  unreachable: "No answer came: no connection, or one that broke",
  malformed_answer: "The answer is not what Kubernetes answers: is this an API server?",
  unexpected: "The API server refused for a reason that this release does not know",
} as const;

/** A code of an {@link ApiError}. */
export type ApiErrorCode = keyof typeof API_ERROR_CODES;

const BY_REASON: Readonly<Record<string, ApiErrorCode>> = {
  BadRequest: "bad_request",
  Unauthorized: "unauthorized",
  Forbidden: "forbidden",
  NotFound: "not_found",
  MethodNotAllowed: "method_not_allowed",
  NotAcceptable: "not_acceptable",
  AlreadyExists: "already_exists",
  Conflict: "conflict",
  Expired: "expired",
  Gone: "expired",
  RequestEntityTooLarge: "too_large",
  UnsupportedMediaType: "unsupported_media_type",
  Invalid: "invalid",
  TooManyRequests: "too_many_requests",
  InternalError: "internal_error",
  ServiceUnavailable: "service_unavailable",
  Timeout: "timeout",
  ServerTimeout: "timeout",
};

const BY_STATUS: Readonly<Record<number, ApiErrorCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  406: "not_acceptable",
  409: "conflict",
  410: "expired",
  413: "too_large",
  415: "unsupported_media_type",
  422: "invalid",
  429: "too_many_requests",
  500: "internal_error",
  502: "service_unavailable",
  503: "service_unavailable",
  504: "timeout",
};

/** The code of an answer: by the reason that it gives, else by its HTTP status, as client-go decides. */
export const errorCodeOf = (httpStatus: number, status: Status | undefined): ApiErrorCode =>
  BY_REASON[status?.reason ?? ""] ?? BY_STATUS[httpStatus] ?? "unexpected";
