import type { HeaderMap } from "../headers/header-map.ts";
import type { RootContext } from "./root-context.ts";
import type { StreamContext } from "./stream-context.ts";

/** A context of the module: a root context (one per plugin configuration) or a stream's. */
export type Context = RootContext | StreamContext;

/** The answer to an HTTP call, as the module reads it during the callback. */
export interface CalloutResponse {
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  readonly trailers: HeaderMap | undefined;
}
