import type { Clock } from "./clock.ts";

/** Settings of {@link withTimeLimit}. */
export interface TimeLimit {
  /** Absent: none. */
  readonly limitMs: number | undefined;
  /** Of the `TimeoutError` that the signal is aborted with. */
  readonly message: string;
  /** Aborts as well. */
  readonly signal?: AbortSignal | undefined;
}

/** Calls with a signal that is aborted after a time, or by another signal. The call has to heed it. */
export async function withTimeLimit<Value>(
  clock: Clock,
  { limitMs, message, signal }: TimeLimit,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const limit = new AbortController();
  const cancel =
    limitMs === undefined
      ? undefined
      : clock.after(limitMs, () => limit.abort(new DOMException(message, "TimeoutError")));
  try {
    return await call(signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]));
  } finally {
    cancel?.();
  }
}
