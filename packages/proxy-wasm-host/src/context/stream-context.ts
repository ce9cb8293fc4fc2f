import type { HeaderMap } from "../headers/header-map.ts";
import type { BodyBuffer } from "./body-buffer.ts";
import type { RootContext } from "./root-context.ts";

/** The two halves of a stream. */
export type Direction = "request" | "response";

/** What the module can reach of one half of a stream; undefined outside the phase. */
export interface ReachableMessage {
  headers: HeaderMap | undefined;
  body: BodyBuffer | undefined;
  trailers: HeaderMap | undefined;
  /** Adds empty trailers to a message that ends with its body. */
  addTrailers?: () => HeaderMap;
}

/** The maps that `proxy_on_log` reads. */
export interface AccessLogMaps {
  readonly requestHeaders: HeaderMap | undefined;
  readonly responseHeaders: HeaderMap | undefined;
  readonly responseTrailers: HeaderMap | undefined;
}

/** What a stream context asks of the stream that it belongs to. */
export interface StreamActions {
  /** What the module can reach of the half. */
  reachable(direction: Direction): ReachableMessage;
  clearRouteCache(): void;
  continueMessage(direction: Direction): void;
  reset(): void;
  sendLocalResponse(response: LocalResponse): void;
  /** Whether edits of the half no longer reach anyone. */
  isForwarded(direction: Direction): boolean;
  property(path: readonly string[]): Uint8Array | undefined;
  setProperty(path: string, value: Uint8Array): void;
}

/** A response made by the module or, when the VM has failed, by the proxy. */
export interface LocalResponse {
  readonly statusCode: number;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  readonly details: string;
  /** The gRPC status, or undefined where the module gave none (-1). */
  readonly grpcStatus: number | undefined;
}

/** The context of one HTTP stream. */
export class StreamContext {
  readonly kind = "stream";
  readonly id: number;
  readonly root: RootContext;
  readonly actions: StreamActions;
  readonly request: ReachableMessage;
  readonly response: ReachableMessage;
  endOfStream = false;
  accessLog: AccessLogMaps | undefined;
  localResponseRequested = false;

  constructor(id: number, root: RootContext, actions: StreamActions) {
    this.id = id;
    this.root = root;
    this.actions = actions;
    this.request = actions.reachable("request");
    this.response = actions.reachable("response");
  }
}
