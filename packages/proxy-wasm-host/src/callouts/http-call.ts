import type { HeaderMap } from "../headers/header-map.ts";

/** An HTTP call of the module that awaits its answer. */
export interface HttpCall {
  readonly token: number;
  /** The root context that gets the callback. */
  readonly contextId: number;
  readonly cluster: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  readonly trailers: HeaderMap;
  /** 0: none. */
  readonly timeoutMs: number;
  readonly startedNs: bigint;
}
