/** What candidates are compared by; a folder each beside this file. */
export interface Scorer {
  /** Score of a pod with this load; lower is better, never negative. `capacity` may be `Infinity`. */
  score(load: number, capacity: number): number;
  /** What one more client adds to the score. */
  step(capacity: number): number;
  /** A score times this, rounded, is the integer score of a snapshot. */
  readonly snapshotScale: number;
}
