/** Takes parts down in the reverse of the order in which they came up. */
export interface Teardown {
  /** Adds a part: how it stops in order, and how it ends at once. */
  add(part: { readonly stop: () => Promise<unknown>; readonly kill: () => void }): void;
  /** Stops every part, also when one of them fails to; then throws what that threw. */
  stop(): Promise<void>;
  kill(): void;
}

/** Makes a teardown with nothing to take down. */
export function createTeardown(): Teardown {
  const parts: Parameters<Teardown["add"]>[0][] = [];
  return {
    add: (part) => void parts.unshift(part),
    async stop() {
      const faults: unknown[] = [];
      for (const part of parts) await part.stop().catch((error: unknown) => faults.push(error));
      if (faults.length > 0) throw faults[0];
    },
    kill() {
      for (const part of parts) part.kill();
    },
  };
}
