import type { PlanAction, ReplicaCountMemory } from "@fairlead/pool-scaling";
import { FairleadError } from "@fairlead/routing-schema";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { PoolEvent } from "../interfaces/events.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { Observer } from "../observe/create-observer.ts";

/** What actions are applied with. */
export interface ActionContext {
  readonly world: PoolWorld;
  readonly observer: Pick<Observer, "takeDirectReport" | "takePickerOutcome">;
  readonly record: (event: Omit<PoolEvent, "count">) => void;
  readonly pods: readonly ManagedPod[];
  readonly replicaCount: ReplicaCountMemory | undefined;
  readonly nowMs: number;
}

async function readPod(
  { routeId, podId }: PlanAction & { readonly kind: "readPod" },
  { observer, pods, world }: ActionContext,
): Promise<void> {
  const pod = pods.find((candidate) => candidate.routeId === routeId);
  if (pod?.instance?.podId !== podId) {
    throw new FairleadError("precondition_failed", `The pod ${podId} was replaced. The next plan knows.`);
  }
  if (pod.workloadEndpoint === undefined) {
    throw new FairleadError("workload_unreadable", `The pod ${podId} has no address to be read at.`);
  }
  const { workloadEndpoint } = pod;
  observer.takeDirectReport(routeId, await world.workload.read({ routeId, podId, workloadEndpoint }));
}

/** Applies one action through the interfaces. Applying it again does no harm. */
export async function applyAction(action: PlanAction, context: ActionContext): Promise<void> {
  const { observer, record, replicaCount, nowMs } = context;
  const { picker, pods, routes, source, statusStore } = context.world;
  switch (action.kind) {
    case "updateStatus":
      return statusStore.write({ pool: action.status, replicaCount }, action.fromRevision);
    case "createPod":
      return pods.create(action);
    case "setPhase":
      return pods.setPhase(action);
    case "guard":
    case "unguard":
      return pods.setGuard({
        routeId: action.routeId,
        uid: action.uid,
        guarded: action.kind === "guard",
      });
    case "deletePod":
      return pods.delete(action);
    case "addSubset":
      return routes.write("subset", action);
    case "addRoute":
      return routes.write("route", action);
    case "removeRoute":
      return routes.remove("route", action);
    case "removeSubset":
      return routes.remove("subset", action);
    case "readPod":
      return readPod(action, context);
    case "askPicker": {
      const outcome = await (picker?.ask(action.request) ?? {
        request: action.request,
        error: "no picker is configured",
      });
      return observer.takePickerOutcome(outcome);
    }
    case "recordEvent": {
      const { reason, message, routeId } = action;
      return record({ atMs: nowMs, reason, message, ...(routeId === undefined ? {} : { routeId }) });
    }
    case "releasePool":
      return source.release();
  }
}
