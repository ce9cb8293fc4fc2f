import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { createLeaderElector, createLeaseLock, type ApiClient, type Metrics } from "@fairlead/controller-kit";
import { FairleadError } from "@fairlead/routing-schema";
import type { Leadership } from "../interfaces/leadership.ts";

/** How leadership of a cluster is shared. */
export interface LeaseLeadershipOptions {
  readonly client: ApiClient;
  /** Of the Lease. */
  readonly namespace: string;
  readonly name: string;
  /** How long the Lease of a scaler that hangs is respected. */
  readonly leaseMs: number;
  readonly metrics?: Metrics | undefined;
}

interface Fault {
  readonly error: FairleadError;
  readonly atMs: number;
}

/** Leadership by a Lease. */
export interface LeaseLeadership extends Leadership {
  /**
   * Rejects when leadership was lost. Who leads again after another one has led remembers what is not so any more,
   * so the process has to end.
   */
  readonly lost: Promise<never>;
}

const SECOND_MS = 1_000;
/** Of a lease: when who could not renew it stops acting, and the time between two tries. */
const RENEW_SHARE = 2 / 3;
const RETRY_SHARE = 1 / 6;

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Takes part in the choice of a leader by a Lease of the Kubernetes API. */
export function createLeaseLeadership(options: LeaseLeadershipOptions): LeaseLeadership {
  const { client, leaseMs, name, namespace } = options;
  const leaseDurationMs = Math.ceil(leaseMs / SECOND_MS) * SECOND_MS;
  const ending = new AbortController();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let fault: Fault | undefined;
  let running: Promise<void> | undefined;
  const elector = createLeaderElector({
    lock: createLeaseLock(client, { namespace, name }),
    identity: `${hostname()}_${randomUUID()}`,
    name,
    metrics: options.metrics,
    leaseDurationMs,
    renewDeadlineMs: leaseDurationMs * RENEW_SHARE,
    retryPeriodMs: leaseDurationMs * RETRY_SHARE,
    onNewLeader: () => void (fault = undefined),
    onError(error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The Lease ${namespace}/${name} cannot be used: ${reason}`;
      fault = {
        error: new FairleadError("leadership_unavailable", message, { cause: error }),
        atMs: performance.now(),
      };
    },
  });

  async function run(changed: () => void): Promise<void> {
    const outcome = await elector.run(ending.signal, async (leading) => {
      fault = undefined;
      changed();
      await untilAborted(leading);
    });
    changed();
    if (outcome === "lost") {
      lost.reject(
        new FairleadError("leadership_lost", "Another scaler may lead now, since the Lease was not renewed."),
      );
    }
  }

  return {
    isLeader: () => elector.isLeader(),
    async start(changed) {
      running ??= run(changed);
    },
    async stop() {
      ending.abort();
      await running;
    },
    get fault() {
      if (fault === undefined || elector.isLeader()) return undefined;
      // A try that goes well and finds another one leading tells nobody; one that fails does so in less than this.
      return performance.now() - fault.atMs < leaseDurationMs ? fault.error : undefined;
    },
    lost: lost.promise,
  };
}
