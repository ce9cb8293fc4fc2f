import { FairleadError } from "@fairlead/routing-schema";
import type { ScaledPool } from "@fairlead/scaler-controller";
import { request } from "undici";

/** What a scaler answers to who looks at it. */
export interface ScalerClient {
  readonly url: string;
  /** The pools that it looks after. */
  pools(): Promise<readonly string[]>;
  pool(pool: string): Promise<ScaledPool>;
  /** Why a pool is as it is: sentences, one a line. */
  explain(pool: string): Promise<string>;
  /** The data behind the sentences. */
  explanation(pool: string): Promise<unknown>;
}

const TIMEOUT_MS = 5_000;

const unreachable = (url: string, reason: string, cause?: unknown): FairleadError =>
  new FairleadError(
    "no_scaler",
    `There is no scaler at ${url}: ${reason}. Start fairlead dev, or name a scaler with --scaler URL.`,
    { cause },
  );

/** Asks the scaler at an address; every call throws `no_scaler` where there is none. */
export function createScalerClient(address: string): ScalerClient {
  const url = address.replace(/\/+$/, "");
  async function get(path: string, accept: string): Promise<string> {
    let status: number;
    let text: string;
    try {
      const { body, statusCode } = await request(url + path, {
        headers: { accept },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = statusCode;
      text = await body.text();
    } catch (error) {
      throw unreachable(url, error instanceof Error ? error.message : String(error), error);
    }
    if (status === 200) return text;
    throw unreachable(url, `it answers ${status} at ${path}`);
  }
  async function getJson(path: string): Promise<unknown> {
    const text = await get(path, "application/json");
    try {
      return JSON.parse(text);
    } catch (error) {
      throw unreachable(url, `what answers at ${path} is none`, error);
    }
  }
  return {
    url,
    pools: async () => ((await getJson("/v1/pools")) as { pools: string[] }).pools,
    pool: async (pool) => (await getJson(`/v1/pools/${pool}`)) as ScaledPool,
    explain: (pool) => get(`/v1/pools/${pool}/explain`, "text/plain"),
    explanation: (pool) => getJson(`/v1/pools/${pool}/explain`),
  };
}
