/** Ends one connection of a client. Calling it again does nothing. */
export type Release = () => void;

/** Counts clients; the total is never below zero. */
export interface ClientLedger {
  /** Distinct keys, connections without a key, and the number set by hand. */
  readonly clients: number;
  /** Counts a connection. Those that share a key are one client, gone when the last is released. */
  connect(key?: unknown): Release;
  /** Replaces the part counted by hand. Negative becomes 0; returns false for what is no number. */
  set(count: number): boolean;
  /** Calls the listener after each change of the total, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** Creates an empty {@link ClientLedger}. */
export function createClientLedger(): ClientLedger {
  const connectionsByKey = new Map<unknown, number>();
  const listeners = new Set<() => void>();
  let anonymous = 0;
  let byHand = 0;

  const announce = (): void => {
    for (const listener of listeners) listener();
  };

  const add = (key: unknown, difference: 1 | -1): void => {
    if (key === undefined) {
      anonymous += difference;
      announce();
      return;
    }
    const before = connectionsByKey.get(key) ?? 0;
    const after = before + difference;
    if (after === 0) connectionsByKey.delete(key);
    else connectionsByKey.set(key, after);
    if (before === 0 || after === 0) announce();
  };

  return {
    get clients() {
      return anonymous + connectionsByKey.size + byHand;
    },
    connect(key) {
      let connected = true;
      add(key, 1);
      return () => {
        if (!connected) return;
        connected = false;
        add(key, -1);
      };
    },
    set(count) {
      if (typeof count !== "number" || Number.isNaN(count)) return false;
      byHand = Math.max(0, count);
      announce();
      return true;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
