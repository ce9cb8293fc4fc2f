import { setTimeout as sleep } from "node:timers/promises";
import { parseSnapshot, PATH_SNAPSHOT, QUERY_PARAMETER_POOL } from "@fairlead/routing-schema";
import { request } from "undici";

const INTERVAL_MS = 50;
const TIMEOUT_MS = 1_000;

async function poolSize(url: string): Promise<number> {
  try {
    const { body, statusCode } = await request(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await body.text();
    return statusCode === 200 ? parseSnapshot(text).poolSize : 0;
  } catch {
    return 0;
  }
}

/** Waits until the lookup service gives out so many pods of a pool, or until the signal. */
export async function awaitListed(
  { lookupUrl, pool, pods }: { lookupUrl: string; pool: string; pods: number },
  signal: AbortSignal,
): Promise<void> {
  const url = `${lookupUrl}${PATH_SNAPSHOT}?${QUERY_PARAMETER_POOL}=${pool}`;
  while (!signal.aborted && (await poolSize(url)) < pods) {
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}
