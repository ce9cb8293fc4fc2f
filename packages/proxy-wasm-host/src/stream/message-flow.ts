import { BodyBuffer } from "../context/body-buffer.ts";
import type { ReachableMessage } from "../context/stream-context.ts";
import { HeaderMap } from "../headers/header-map.ts";
import { ForwardedMessage } from "./forwarded-message.ts";

/** The parts of a message for which the module has a callback. */
export type MessagePart = "headers" | "body" | "trailers";

/** What a flow needs of its stream. */
export interface FlowPort {
  /** Calls the module and gives its action; 0 where the module has no say. */
  call(part: MessagePart, size: number, endOfStream: boolean): number;
  violation(rule: string, message: string): void;
}

const CONTINUE = 0;
const STOP_AND_BUFFER = 1;
const STOP_AND_WATERMARK = 2;

/**
 * One half of a stream on its way through the filter, as Envoy's filter manager moves it: headers
 * that are stopped hold back everything behind them; a body that is stopped may be buffered; what
 * was held back goes through the filter once the stream continues.
 */
export class MessageFlow {
  /** What has left the filter. */
  readonly forwarded = new ForwardedMessage();
  headers: HeaderMap | undefined;
  trailers: HeaderMap | undefined;
  /** What the module can reach of the message. */
  readonly reachable: ReachableMessage = {
    headers: undefined,
    body: undefined,
    trailers: undefined,
  };
  readonly #port: FlowPort;
  #state: "flowing" | "stopped_all" | "stopped" | "aborted" = "flowing";
  readonly #held: (() => void)[] = [];
  #buffer: BodyBuffer | undefined;
  #buffering = false;
  #endReceived = false;
  #inCallback = false;

  constructor(port: FlowPort) {
    this.#port = port;
  }

  get paused(): boolean {
    return this.#state === "stopped" || this.#state === "stopped_all";
  }

  get aborted(): boolean {
    return this.#state === "aborted";
  }

  receiveHeaders(headers: HeaderMap, endOfStream: boolean): void {
    this.headers = headers;
    this.reachable.headers = headers;
    this.#endReceived = endOfStream;
    const action = this.#call("headers", headers.size, endOfStream);
    if (this.aborted) return;
    if (action === CONTINUE) {
      this.reachable.headers = undefined;
      this.#forward();
    } else {
      this.#state = "stopped_all";
    }
  }

  /** False when the part is held back behind stopped headers. */
  receiveBody(chunk: Uint8Array, endOfStream: boolean): boolean {
    return this.#deliver(() => this.#receiveBody(chunk, endOfStream));
  }

  /** False when the part is held back behind stopped headers. */
  receiveTrailers(trailers: HeaderMap): boolean {
    return this.#deliver(() => this.#receiveTrailers(trailers));
  }

  /**
   * Carries out `proxy_continue_stream`. From within the message's own callback it lets go what has
   * been received, and the return value still pauses what comes after.
   */
  continue(): void {
    if (this.#inCallback) {
      this.#forward();
      this.#port.violation(
        "continue_in_callback",
        "the stream is continued from the callback whose return value decides whether it pauses",
      );
    } else if (this.paused) {
      this.resume();
    } else {
      this.#port.violation(
        "continue_not_paused",
        this.aborted ? "the stream has ended" : "the stream is not paused",
      );
    }
  }

  /** Lets a paused message go on. */
  resume(): void {
    if (!this.paused) return;
    this.#state = "flowing";
    this.#forward();
    for (let frame = this.#held.shift(); frame !== undefined; frame = this.#held.shift()) {
      frame();
      if (this.#state !== "flowing" && this.#state !== "stopped") break;
    }
  }

  /** Ends the flow where it is: a local response has been sent, or the stream is gone. */
  abort(): void {
    this.#state = "aborted";
    this.#held.length = 0;
  }

  #deliver(frame: () => void): boolean {
    if (this.#state === "stopped_all") {
      this.#held.push(frame);
      return false;
    }
    if (!this.aborted) frame();
    return true;
  }

  #receiveBody(chunk: Uint8Array, endOfStream: boolean): void {
    const message = this.reachable;
    const accumulated = this.#buffering ? this.#buffer : undefined;
    accumulated?.append(chunk);
    const body = accumulated ?? new BodyBuffer(chunk);
    message.body = body;
    if (this.trailers === undefined) message.addTrailers = () => (this.trailers = new HeaderMap());
    this.#endReceived = endOfStream;
    const action = this.#call("body", body.bytes.length, endOfStream);
    if (this.aborted) return;
    this.#buffering = action === STOP_AND_BUFFER;
    if (body !== this.#buffer && action <= STOP_AND_WATERMARK)
      (this.#buffer ??= new BodyBuffer()).append(body.bytes);
    this.#settle(action, () => (message.body = undefined));
  }

  #receiveTrailers(trailers: HeaderMap): void {
    const message = this.reachable;
    this.trailers = trailers;
    message.trailers = trailers;
    const action = this.#call("trailers", trailers.size, true);
    if (this.aborted) return;
    this.#endReceived = true;
    this.#settle(action, () => (message.trailers = undefined));
  }

  #settle(action: number, release: () => void): void {
    if (action === CONTINUE) {
      release();
      this.#state = "flowing";
      this.#forward();
    } else {
      this.#state = "stopped";
    }
  }

  #call(part: MessagePart, size: number, endOfStream: boolean): number {
    this.#inCallback = true;
    try {
      return this.#port.call(part, size, endOfStream);
    } finally {
      this.#inCallback = false;
    }
  }

  /** Sends on all that has been received and let through. */
  #forward(): void {
    const { forwarded } = this;
    forwarded.headers ??= this.headers?.clone();
    if (this.#buffer !== undefined) forwarded.appendBody(this.#buffer.bytes);
    this.#buffer = undefined;
    this.#buffering = false;
    if (!this.#endReceived) return;
    forwarded.trailers = this.trailers?.clone();
    forwarded.ended = true;
  }
}
