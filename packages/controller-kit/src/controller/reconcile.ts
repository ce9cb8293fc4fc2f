import type { ObjectKey } from "../api/object-key.ts";

/** One pass of a controller over one object. */
export interface ReconcileRequest {
  readonly key: ObjectKey;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Aborted when the controller stops, when this process leads no more, or when the pass takes too long. */
  readonly signal: AbortSignal;
}

/** What a pass asks for. Nothing: the key is done until it changes. */
export type ReconcileResult = { readonly requeueAfterMs: number } | undefined | void;

/**
 * Brings the world to where an object wants it. It is told only which object, not what happened to
 * it: it looks at what is there now. What it throws makes the key come again with back-off.
 */
export type Reconcile = (request: ReconcileRequest) => Promise<ReconcileResult>;

const TERMINAL = Symbol.for("fairlead.controller-kit.terminal-error");

/** A failure that a repetition would not mend: the key is not tried again until it changes. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    Object.defineProperty(this, TERMINAL, { value: true });
  }

  /** Recognises the error across duplicated versions of this package. */
  static isInstance(value: unknown): value is TerminalError {
    return typeof value === "object" && value !== null && TERMINAL in value;
  }
}

/** Whether an error is what a mistake in a program throws: what is a panic in Go. */
export const isProgrammingError = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ReferenceError ||
  error instanceof SyntaxError ||
  !(error instanceof Error);
