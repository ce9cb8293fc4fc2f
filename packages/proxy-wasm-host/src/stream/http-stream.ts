import { type BytesInit, toBytes } from "../bytes.ts";
import type { Direction, LocalResponse, StreamActions, StreamContext } from "../context/stream-context.ts";
import { HostUsageError } from "../errors.ts";
import { HeaderMap, type HeadersInit } from "../headers/header-map.ts";
import type { PluginVm } from "../plugin/plugin-vm.ts";
import { findProperty, type PropertyTree, serializeProperty } from "../state/properties.ts";
import type { ForwardedMessage } from "./forwarded-message.ts";
import { buildReply } from "./local-reply.ts";
import { MessageFlow, type MessagePart } from "./message-flow.ts";
import { streamProperties } from "./stream-properties.ts";

/** What came of a part of a message that was given to the stream. */
export interface StreamResult {
  /** Whether the message goes on or is paused, be it by this callback or before. */
  readonly action: "continue" | "pause";
  /** False when the part waits behind paused headers and the module has not seen it yet. */
  readonly delivered: boolean;
  /** The headers of the message as they stand: forwarded, or edited so far. */
  readonly headers: HeaderMap;
}

/** Options of `host.createStream`. */
export interface StreamOptions {
  /** Properties of this stream; they go before the host's. */
  readonly properties?: PropertyTree;
}

/** Whether the part is the last of its message. Default true for headers and bodies alike. */
export interface EndOfStreamOptions {
  readonly endOfStream?: boolean;
}

/** The greatest action that each callback may return; anything above pauses. */
const MAX_ACTION: Readonly<Record<MessagePart, number>> = { headers: 3, body: 3, trailers: 1 };

/** One HTTP stream through the filter. */
export class HttpStream {
  /** The context id that the module knows the stream by; 0 before its request headers. */
  id = 0;
  /** The response made by the module or, when the VM has failed, the proxy's 503. */
  localResponse: LocalResponse | undefined;
  /** How often the route was chosen anew, by an edit of a request header or on demand. */
  routeCacheClears = 0;
  /** Whether the module has reset the stream. */
  wasReset = false;
  closed = false;
  /** What the module has set by `proxy_set_property`. */
  readonly moduleProperties = new Map<string, Uint8Array>();
  readonly #plugin: PluginVm;
  readonly #options: StreamOptions;
  readonly #enter: <T>(action: () => T) => T;
  readonly #flows: Record<Direction, MessageFlow>;
  #context: StreamContext | undefined;
  #failed = false;

  /** @internal Made by `host.createStream`. */
  constructor(plugin: PluginVm, options: StreamOptions, enter: <T>(action: () => T) => T) {
    this.#plugin = plugin;
    this.#options = options;
    this.#enter = enter;
    this.#flows = { request: this.#createFlow("request"), response: this.#createFlow("response") };
  }

  /** The request as the upstream sees it. */
  get upstream(): ForwardedMessage {
    return this.#flows.request.forwarded;
  }

  /** The response as the client sees it, a local one included. */
  get downstream(): ForwardedMessage {
    return this.#flows.response.forwarded;
  }

  get requestPaused(): boolean {
    return this.#flows.request.paused;
  }

  get responsePaused(): boolean {
    return this.#flows.response.paused;
  }

  /** Begins the stream. Without `endOfStream: false` the request has no body. */
  requestHeaders(headers: HeadersInit, options: EndOfStreamOptions = {}): StreamResult {
    if (this.#flows.request.headers !== undefined)
      throw new HostUsageError("The stream has its request headers already. Create a stream per request.");
    return this.#headers("request", headers, options.endOfStream ?? true);
  }

  requestBody(body: BytesInit, options: EndOfStreamOptions = {}): StreamResult {
    return this.#body("request", body, options.endOfStream ?? true);
  }

  requestTrailers(trailers: HeadersInit): StreamResult {
    return this.#trailers("request", trailers);
  }

  /** Begins the response. `:status` 200 where it has none. Without `endOfStream: false` it has no body. */
  responseHeaders(headers: HeadersInit, options: EndOfStreamOptions = {}): StreamResult {
    const map = new HeaderMap(headers);
    if (!map.has(":status")) map.addBinary(":status", "200");
    return this.#headers("response", map, options.endOfStream ?? true);
  }

  responseBody(body: BytesInit, options: EndOfStreamOptions = {}): StreamResult {
    return this.#body("response", body, options.endOfStream ?? true);
  }

  responseTrailers(trailers: HeadersInit): StreamResult {
    return this.#trailers("response", trailers);
  }

  /**
   * Ends the stream, be it complete or not: `proxy_on_log`, `proxy_on_done`, `proxy_on_delete`, in
   * Envoy's order. Ending it before it is complete is what a client does that leaves.
   */
  close(): void {
    this.#enter(() => this.#close());
  }

  /** @internal The VM has died: a paused stream does not wait for it. */
  onVmFailure(): void {
    if (this.requestPaused || this.responsePaused) this.#applyFailPolicy();
  }

  #headers(direction: Direction, headers: HeadersInit, endOfStream: boolean): StreamResult {
    return this.#receive(direction, (flow) => {
      if (direction === "request") this.#open();
      flow.receiveHeaders(new HeaderMap(headers), endOfStream);
      return true;
    });
  }

  #body(direction: Direction, body: BytesInit, endOfStream: boolean): StreamResult {
    return this.#receive(direction, (flow) => flow.receiveBody(toBytes(body), endOfStream));
  }

  #trailers(direction: Direction, trailers: HeadersInit): StreamResult {
    return this.#receive(direction, (flow) => flow.receiveTrailers(new HeaderMap(trailers)));
  }

  #receive(direction: Direction, deliver: (flow: MessageFlow) => boolean): StreamResult {
    if (this.closed) throw new HostUsageError("The stream is closed.");
    const flow = this.#flows[direction];
    const delivered = this.#enter(() => deliver(flow));
    return {
      action: flow.paused || flow.aborted ? "pause" : "continue",
      delivered,
      headers: (flow.forwarded.headers ?? flow.headers ?? new HeaderMap()).clone(),
    };
  }

  #open(): void {
    if (this.#plugin.failed) return;
    this.#context = this.#plugin.openStream(this, this.#actions());
    this.id = this.#context.id;
  }

  #close(): void {
    if (this.closed) return;
    this.closed = true;
    const context = this.#context;
    if (context !== undefined) {
      const { request, response } = this.#flows;
      context.accessLog = {
        requestHeaders: request.headers,
        responseHeaders: response.headers,
        responseTrailers: response.trailers,
      };
      this.#plugin.closeStream(this, context);
    }
    for (const flow of Object.values(this.#flows)) flow.abort();
  }

  #createFlow(direction: Direction): MessageFlow {
    return new MessageFlow({
      call: (part, size, endOfStream) => this.#callModule(direction, part, size, endOfStream),
      violation: (rule, message) => this.#plugin.violation(rule, message, this.id),
    });
  }

  #callModule(direction: Direction, part: MessagePart, size: number, endOfStream: boolean): number {
    const context = this.#context;
    if (this.#failed) return direction === "response" || this.#plugin.failOpen ? 0 : MAX_ACTION[part];
    if (context === undefined || this.#plugin.failed) return this.#applyFailPolicy() ? 0 : MAX_ACTION[part];
    if (part !== "trailers") context.endOfStream = endOfStream;
    const action = this.#plugin.callStream(
      context,
      `proxy_on_${direction}_${part}`,
      part === "trailers" ? [size] : [size, endOfStream ? 1 : 0],
      MAX_ACTION[part],
    );
    if (!this.#plugin.failed) return action;
    return this.#applyFailPolicy() ? 0 : MAX_ACTION[part];
  }

  /** What happens to a stream whose VM is dead. True: it goes on without the filter. */
  #applyFailPolicy(): boolean {
    if (this.#failed) return this.#plugin.failOpen;
    this.#failed = true;
    if (this.#plugin.failOpen) {
      this.#flows.request.resume();
      this.#flows.response.resume();
      return true;
    }
    this.#sendLocalResponse({
      statusCode: 503,
      headers: new HeaderMap(),
      body: new Uint8Array(),
      details: "wasm_fail_stream",
      grpcStatus: 14,
    });
    return false;
  }

  #sendLocalResponse(response: LocalResponse): void {
    if (this.closed || this.localResponse !== undefined) return;
    const { request, response: flow } = this.#flows;
    request.abort();
    if (flow.forwarded.headers !== undefined) {
      this.wasReset = true;
      return;
    }
    this.localResponse = response;
    const { headers, body } = buildReply(response, request.headers);
    flow.receiveHeaders(headers, body.length === 0);
    if (body.length > 0) flow.receiveBody(body, true);
  }

  #actions(): StreamActions {
    return {
      reachable: (direction) => this.#flows[direction].reachable,
      clearRouteCache: () => void (this.routeCacheClears += 1),
      continueMessage: (direction) => (this.closed ? undefined : this.#flows[direction].continue()),
      reset: () => {
        this.wasReset = true;
        this.#close();
      },
      sendLocalResponse: (response) => this.#sendLocalResponse(response),
      isForwarded: (direction) => this.#flows[direction].forwarded.headers !== undefined,
      property: (path) => this.#property(path),
      setProperty: (path, value) => void this.moduleProperties.set(path, value),
    };
  }

  #property(path: readonly string[]): Uint8Array | undefined {
    const own = path.length === 1 ? this.moduleProperties.get(path[0] ?? "") : undefined;
    if (own !== undefined) return own;
    const { request, response } = this.#flows;
    for (const tree of [
      this.#options.properties,
      this.#plugin.properties,
      streamProperties(request.headers, response.headers),
    ]) {
      const value = findProperty(tree, path);
      if (value !== undefined) return serializeProperty(value);
    }
    return undefined;
  }
}
