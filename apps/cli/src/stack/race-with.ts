/** Waits for a promise, or throws the signal's reason once that is aborted. */
export async function raceWith<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  signal.throwIfAborted();
  const broken = Promise.withResolvers<never>();
  const breakOff = (): void => broken.reject(signal.reason);
  signal.addEventListener("abort", breakOff, { once: true });
  try {
    return await Promise.race([promise, broken.promise]);
  } finally {
    signal.removeEventListener("abort", breakOff);
  }
}
