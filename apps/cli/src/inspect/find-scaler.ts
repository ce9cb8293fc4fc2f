import { FairleadError } from "@fairlead/routing-schema";
import { findRunning } from "../running/running-stacks.ts";
import { createScalerClient, type ScalerClient } from "./scaler-client.ts";

/** How the user says which scaler is meant. */
export interface ScalerFlags {
  /** Address of a scaler. */
  readonly scaler?: string | undefined;
  /** `<namespace>/<name>`, or the name alone. */
  readonly pool?: string | undefined;
}

/** A pool, and the scaler that looks after it. */
export interface FoundPool {
  readonly pool: string;
  readonly client: ScalerClient;
}

const noScaler = (message: string): FairleadError => new FairleadError("no_scaler", message);

/** Whether a user who writes `name` means this pool. */
export const isCalled = (pool: string, name: string): boolean => pool === name || pool.endsWith(`/${name}`);

function choose<Candidate extends { readonly pool: string }>(
  candidates: readonly Candidate[],
  wanted: string | undefined,
  describe: (candidate: Candidate) => string,
  none: string,
  hint = "",
): Candidate {
  const [only, ...others] = candidates.filter(({ pool }) => wanted === undefined || isCalled(pool, wanted));
  const list = candidates.map((candidate) => `  ${describe(candidate)}`).join("\n");
  if (only === undefined) {
    throw noScaler(candidates.length === 0 ? none : `There is no pool ${wanted}. There is:\n${list}${hint}`);
  }
  if (others.length === 0) return only;
  throw noScaler(
    `Several pools run. Say which one (fairlead status POOL, fairlead explain --in POOL), or name a scaler with --scaler:\n${list}`,
  );
}

/**
 * Finds the pool that is meant: of the scaler that is named, or else of the `fairlead dev` that runs.
 *
 * @throws FairleadError `no_scaler` when there is none, or several, which it names.
 */
export async function findPool(
  flags: ScalerFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<FoundPool> {
  if (flags.scaler !== undefined) {
    const client = createScalerClient(flags.scaler);
    const pools = (await client.pools()).map((pool) => ({ pool }));
    const none = `The scaler at ${client.url} has no pool.`;
    return { ...choose(pools, flags.pool, ({ pool }) => pool, none), client };
  }
  const { pool, scaler } = choose(
    await findRunning(environment),
    flags.pool,
    (stack) => `${stack.pool}, scaler ${stack.scaler}, process ${stack.pid}`,
    "No fairlead dev of yours runs on this host. Start one, or name a scaler with --scaler URL.",
    "\nWith --cluster the cluster of the kubeconfig is asked instead.",
  );
  return { pool, client: createScalerClient(scaler) };
}
