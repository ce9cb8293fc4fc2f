/** First and last port, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Below what Linux (32768) and macOS (49152) hand out for outgoing connections, so that no client
 * takes a port between its choice and its use.
 */
export const DEFAULT_PORT_RANGE: PortRange = { first: 20_000, last: 29_999 };
