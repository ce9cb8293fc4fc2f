/** Those who are told that something changed. */
export interface Watchers {
  watch(changed: () => void): () => void;
  tell(): void;
}

/** Keeps a set of listeners. */
export function createWatchers(): Watchers {
  const listeners = new Set<() => void>();
  return {
    watch(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    tell() {
      for (const listener of listeners) listener();
    },
  };
}
