import { POD_POOL_STATUS_MAX_PODS, type PodPoolStatus } from "@fairlead/routing-schema";
import type { ScaledPool } from "../../interfaces/scaled-pool.ts";

/** What a status is made from besides the pool as it was seen. */
export interface StatusContext {
  readonly generation: number | undefined;
  readonly selector: string;
  /** What is wrong with objects, routes or the spec. */
  readonly faults: readonly { readonly code: string; readonly message: string }[];
  readonly nowMs: number;
}

type Condition = NonNullable<PodPoolStatus["conditions"]>[number];
type Verdict = Pick<Condition, "type" | "status" | "reason" | "message">;

const verdict = (type: string, isTrue: boolean, reason: string, message: string): Verdict => ({
  type,
  status: isTrue ? "True" : "False",
  reason,
  message,
});

const camel = (code: string): string =>
  code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

function readiness({ counts, desiredReplicas, minReplicas }: ScaledPool): Verdict {
  const wanted = Math.max(minReplicas, Math.min(1, desiredReplicas));
  const isReady = counts.open >= wanted;
  const message = `${counts.open} of ${desiredReplicas} wanted pods are open.`;
  return verdict("Ready", isReady, isReady ? "Serving" : "TooFewOpen", message);
}

function progress({ counts, desiredReplicas }: ScaledPool): Verdict {
  const { closed, draining, open, starting } = counts;
  const leaving = draining + closed;
  const message = `${starting} starting, ${leaving} on their way out.`;
  if (starting > 0 || open < desiredReplicas) return verdict("Progressing", true, "ScalingUp", message);
  if (leaving > 0) return verdict("Progressing", true, "ScalingDown", message);
  return verdict("Progressing", false, "Settled", `${open} open, as wanted.`);
}

function blindness({ conditions }: ScaledPool): Verdict {
  const blocked = conditions.find(({ type }) => type === "ScaleDownBlocked");
  return blocked?.status === true
    ? verdict("Blind", true, camel(blocked.reason), `Nothing goes: ${blocked.reason.replaceAll("_", " ")}.`)
    : verdict("Blind", false, "Seeing", "Clients are reported.");
}

function degradation({ conditions, fault }: ScaledPool, faults: StatusContext["faults"]): Verdict {
  const first = fault ?? faults[0];
  if (first !== undefined) return verdict("Degraded", true, camel(first.code), first.message);
  const worst = conditions.find(({ status, type }) => status && type !== "ScaleDownBlocked");
  return worst === undefined
    ? verdict("Degraded", false, "Well", "Nothing is wrong.")
    : verdict("Degraded", true, worst.type, worst.reason);
}

const limitation = ({ limit }: ScaledPool): Verdict =>
  limit === null
    ? verdict(
        "ScalingLimited",
        false,
        "WithinRange",
        "The number that the load asks for is within all limits.",
      )
    : verdict("ScalingLimited", true, limit.reason, limit.message);

/** A condition keeps its time while it keeps its status. */
function timed(
  next: Verdict,
  before: PodPoolStatus | undefined,
  { generation, nowMs }: StatusContext,
): Condition {
  const last = before?.conditions?.find(({ type }) => type === next.type);
  const lastTransitionTime =
    last?.status === next.status ? last.lastTransitionTime : new Date(nowMs).toISOString();
  return {
    ...next,
    reason: next.reason.slice(0, 1_024),
    message: next.message.slice(0, 32_768),
    lastTransitionTime,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
}

/** The newest pods; a pod that was never seen to differ keeps its place. */
function podsOf({ pods }: ScaledPool): PodPoolStatus["pods"] {
  return pods.slice(-POD_POOL_STATUS_MAX_PODS).map(({ clients, phase, podId, routeId, why }) => ({
    ...(podId === null ? {} : { name: podId }),
    routeId,
    phase,
    ...(clients === null ? {} : { clients }),
    why: why.slice(0, 1_024),
  }));
}

/** What is said of a pool to its users, without what the scaler remembers. `before`: what was said last. */
export function describeStatus(
  pool: ScaledPool,
  before: PodPoolStatus | undefined,
  context: StatusContext,
): Omit<PodPoolStatus, "memory"> {
  const { generation, selector } = context;
  const { counts } = pool;
  const verdicts = [
    readiness(pool),
    progress(pool),
    limitation(pool),
    blindness(pool),
    degradation(pool, context.faults),
  ];
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    replicas: counts.starting + counts.open,
    selector,
    desiredReplicas: pool.desiredReplicas,
    why: [...pool.why, pool.decision]
      .filter((text) => text !== "")
      .join(" ")
      .slice(0, 4_096),
    phases: counts,
    clients: pool.clients,
    waitingClients: pool.waitingClients,
    conditions: verdicts.map((next) => timed(next, before, context)),
    pods: podsOf(pool) ?? [],
  };
}
