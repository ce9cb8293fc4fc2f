/** The last lines of something that goes on. */
export interface LineTail {
  add(line: string): void;
  /** Oldest first. */
  lines(): readonly string[];
}

/** Keeps the last `length` lines. */
export function createLineTail(length: number): LineTail {
  const kept: string[] = [];
  return {
    add(line) {
      kept.push(line);
      if (kept.length > length) kept.shift();
    },
    lines: () => [...kept],
  };
}
