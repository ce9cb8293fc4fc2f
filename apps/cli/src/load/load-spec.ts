/** How the clients of a load generator use the server. */
export type LoadKind = "http" | "websocket" | "sse";

/** One stream of clients of the load generator. */
export interface LoadSpec {
  /** `http`: one request, then gone. `websocket`, `sse`: a session that stays. */
  readonly kind: LoadKind;
  /** Most clients at once. */
  readonly clients: number;
  /** Arrivals of new clients. */
  readonly ratePerSecond: number;
  /** How long a session stays. */
  readonly sessionMs: number;
  /** Path and query that clients ask for. */
  readonly path: string;
}

/** What is left out of `--load`. */
export const DEFAULT_LOAD: LoadSpec = {
  kind: "http",
  clients: 20,
  ratePerSecond: 10,
  sessionMs: 20_000,
  path: "/",
};
