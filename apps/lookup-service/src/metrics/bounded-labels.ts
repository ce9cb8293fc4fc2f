/** Label value that stands for everything past the bound. */
export const OTHER = "other";

/** Maps an unbounded set of values to a bounded set of labels. */
export interface BoundedLabels {
  /** The value itself, or `other` once the bound is reached. */
  label(value: string): string;
  /** Frees the place of a value. */
  release(value: string): void;
}

/** Creates a mapping that knows at most `bound` values at a time. */
export function createBoundedLabels(bound: number): BoundedLabels {
  const known = new Set<string>();
  return {
    label(value) {
      if (known.has(value)) return value;
      if (known.size >= bound || value === OTHER) return OTHER;
      known.add(value);
      return value;
    },
    release(value) {
      known.delete(value);
    },
  };
}
