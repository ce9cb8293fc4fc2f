import type { ScaledPool } from "@fairlead/scaler-controller";
import { request } from "undici";

const TIMEOUT_MS = 500;

/** A pool as its scaler sees it; `undefined` while the scaler does not answer. */
export async function readScalerView(scalerUrl: string, pool: string): Promise<ScaledPool | undefined> {
  try {
    const { body, statusCode } = await request(`${scalerUrl}/v1/pools/${pool}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (statusCode === 200) return (await body.json()) as ScaledPool;
    await body.dump();
  } catch {
    // It is down, or about to answer again.
  }
  return undefined;
}
