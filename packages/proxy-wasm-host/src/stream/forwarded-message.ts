import { concatBytes } from "../bytes.ts";
import type { HeaderMap } from "../headers/header-map.ts";

/** A message as whoever is behind the filter sees it. */
export class ForwardedMessage {
  /** Undefined until the headers have left the filter. */
  headers: HeaderMap | undefined;
  trailers: HeaderMap | undefined;
  /** Whether the message is complete. */
  ended = false;
  #chunks: Uint8Array[] = [];

  /** What has left the filter so far. */
  get body(): Uint8Array {
    if (this.#chunks.length !== 1) this.#chunks = [concatBytes(...this.#chunks)];
    return this.#chunks[0] as Uint8Array;
  }

  /** The body as UTF-8. */
  get bodyText(): string {
    return new TextDecoder().decode(this.body);
  }

  /** @internal */
  appendBody(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }
}
