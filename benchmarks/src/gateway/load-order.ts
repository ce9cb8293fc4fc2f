/** What the load process is told to do. */
export interface LoadOrder {
  readonly kind: "closed-loop" | "fixed-rate";
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Requests per second, for the fixed rate. */
  readonly rate: number;
  /** Requests that are sent in turn. */
  readonly requests: readonly string[];
}

/** What it answers. */
export interface LoadResult {
  readonly requests: number;
  /** Answers that are not 200. */
  readonly failures: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The requests of clients as browsers send them; `names` are query or header of the pod, if they name one. */
export function loadRequests(names: readonly { query?: string; header?: string }[]): string[] {
  return names.map(
    ({ query, header }) =>
      `GET /rooms/blue/messages?since=4711${query === undefined ? "" : `&${query}`} HTTP/1.1\r\n` +
      `host: chat.example\r\nuser-agent: fairlead-benchmark/1\r\naccept: application/json\r\n` +
      `accept-language: en\r\n${header === undefined ? "" : `${header}\r\n`}\r\n`,
  );
}

/** The value below which the share of a sorted sample lies. */
export const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
