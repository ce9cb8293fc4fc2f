/** What the choice of victims looks at. Every field has its place in the order of `compareVictims`. */
export interface Victim {
  readonly routeId: string;
  readonly podId: string | undefined;
  /** Clients may be led to it: it is open, and its process is ready. */
  readonly serving: boolean;
  readonly outdated: boolean;
  readonly clients: number;
  readonly deletionCost: number;
  readonly node: string | undefined;
  readonly readySinceMs: number;
  readonly crashes: number;
  readonly createdAtMs: number;
}
