import type { ServiceAccountToken } from "../../kubernetes/request-token.ts";

/** Part of its life after which a token is replaced, as kubelets do. */
const RENEWED_AFTER = 0.8;

/** Gives a token that is good for a while yet. */
export type TokenSource = () => Promise<string>;

/**
 * Keeps a token until four fifths of its life are over, then asks for another one.
 *
 * @param request asks the API server
 * @param now time since the epoch, ms
 */
export function createTokenSource(
  request: () => Promise<ServiceAccountToken>,
  now: () => number = Date.now,
): TokenSource {
  let kept: { readonly token: string; readonly renewAtMs: number } | undefined;
  return async () => {
    const askedAtMs = now();
    if (kept === undefined || askedAtMs >= kept.renewAtMs) {
      const { token, expiresAtMs } = await request();
      kept = { token, renewAtMs: askedAtMs + (expiresAtMs - askedAtMs) * RENEWED_AFTER };
    }
    return kept.token;
  };
}
