/**
 * Longer than a gateway keeps a connection that nobody uses, an hour by default: who closes one first loses the request
 * that crosses with that.
 */
export const KEEP_ALIVE_MS = 2 * 60 * 60 * 1_000;
