/** `proxy_status_t`: what a host call returns. Source: proxy-wasm ABI 0.2.1, "Types". */
export const Status = {
  OK: 0,
  NOT_FOUND: 1,
  BAD_ARGUMENT: 2,
  SERIALIZATION_FAILURE: 3,
  PARSE_FAILURE: 4,
  INVALID_MEMORY_ACCESS: 6,
  EMPTY: 7,
  CAS_MISMATCH: 8,
  INTERNAL_FAILURE: 10,
  UNIMPLEMENTED: 12,
} as const;

/** One of the values of {@link Status}. */
export type StatusCode = (typeof Status)[keyof typeof Status];

/** The code that `proxy_get_status` reports after a reset callout; not a host call's own result. */
export const BROKEN_CONNECTION = 11;
