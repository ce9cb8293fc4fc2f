import type { GrpcCall } from "../callouts/grpc-call.ts";
import type { HttpCall } from "../callouts/http-call.ts";
import type { HeaderMap } from "../headers/header-map.ts";
import type { CalloutResponse } from "./context.ts";

/** A root context: one configuration of the plugin. The VM's own context is one, too, with id 0. */
export class RootContext {
  readonly kind = "root";
  readonly id: number;
  readonly configuration: Uint8Array;
  readonly httpCalls = new Map<number, HttpCall>();
  readonly grpcCalls = new Map<number, GrpcCall>();
  /** Set while `proxy_on_configure` or the first `proxy_on_context_create` runs. */
  configurationReadable = false;
  /** Set while `proxy_on_http_call_response` runs. */
  httpCallResponse: CalloutResponse | undefined;
  grpcInitialMetadata: HeaderMap | undefined;
  grpcTrailingMetadata: HeaderMap | undefined;
  grpcMessage: Uint8Array | undefined;
  status = { code: 0, message: "" };
  tickPeriodMs = 0;
  nextTickNs = 0n;
  /** Streams that still run under this configuration. */
  streams = 0;
  /** Replaced by a newer configuration; deleted once its last stream has ended. */
  retired = false;
  /** `proxy_on_done` returned false; `proxy_done` is awaited. */
  donePending = false;
  deleted = false;

  constructor(id: number, configuration: Uint8Array) {
    this.id = id;
    this.configuration = configuration;
  }

  get root(): RootContext {
    return this;
  }
}
