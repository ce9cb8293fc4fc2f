import type { HeaderMap } from "../headers/header-map.ts";

/** A gRPC call (one request, one answer) or stream of the module. */
export interface GrpcCall {
  readonly token: number;
  readonly kind: "call" | "stream";
  /** The root context that gets the callbacks. */
  readonly contextId: number;
  readonly cluster: string;
  readonly service: string;
  readonly method: string;
  readonly initialMetadata: HeaderMap;
  /** Messages the module has sent, oldest first. */
  readonly messages: Uint8Array[];
  /** 0: none. */
  readonly timeoutMs: number;
  /** The module has ended its side of a stream. */
  localClosed: boolean;
  /** The server has ended its side of a stream. */
  remoteClosed: boolean;
}
