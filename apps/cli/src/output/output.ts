import type { Tell } from "../events/cli-event.ts";

/** Shows events to whoever reads the output. */
export interface Output {
  readonly tell: Tell;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** What an output writes to. */
export interface Writer {
  write(text: string): unknown;
}
