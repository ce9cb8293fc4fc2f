import type { LocalGateway } from "@fairlead/local-gateway";
import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { Routes, RoutingKind, RoutingTarget } from "../interfaces/routes.ts";
import type { WrittenObject } from "@fairlead/pool-scaling";
import { gatewayPods } from "./gateway-pods.ts";
import type { LocalPodStore } from "./local-pod-store.ts";
import { createRouteSightings } from "./route-sightings.ts";
import { createSerialTask } from "./serial-task.ts";
import { createWatchers } from "./watchers.ts";

/** Name of the gateway that the n-th Envoy is. */
const gatewayName = (envoys: number): string => (envoys === 1 ? "local" : `local-${envoys}`);

/** What local routes are made of. */
export interface LocalRoutesOptions {
  readonly gateway: Pick<LocalGateway, "exited" | "subscribe" | "update">;
  readonly store: LocalPodStore;
  readonly mode: "subset" | "override-host";
  readonly clock: Clock;
  /** Told why the gateway could not be brought to the present pods. */
  readonly failed?: (error: unknown) => void;
}

/** Routes of one host. */
export interface LocalRoutes extends Routes {
  /** Open pods that the gateway leads to. */
  leadsTo(): ReadonlySet<string>;
  /** Ends following the pods. */
  close(): void;
}

/**
 * Routes through a gateway in this process. `update` of the gateway resolves once Envoy routes by what it
 * was given, by Envoy's own word; that is the confirmation. The gateway makes and breaks clusters and
 * routes in the right order itself, so a subset is an entry here and nothing else.
 *
 * The gateway follows the pods by itself, as endpoints follow pods in Kubernetes: a pod that its Job
 * replaced, or one that opens or drains, needs no new route.
 *
 * An Envoy that was started again is another gateway, under another name: nothing that the last one showed is
 * known of it. While none runs, what is written waits for the next one, and nothing is confirmed.
 */
export function createLocalRoutes({ clock, failed, gateway, mode, store }: LocalRoutesOptions): LocalRoutes {
  const written = { route: new Map<string, WrittenObject>(), subset: new Map<string, WrittenObject>() };
  const watchers = createWatchers();
  let envoys = 1;
  let sightings = createRouteSightings(gatewayName(envoys));
  let sinceMs = clock.nowMs();
  let appliedAtMs = sinceMs;
  let isSettled = true;
  let isAlive = true;
  let outage = Promise.withResolvers<void>();
  let lastApplied = "";
  let open: ReadonlySet<string> = new Set();
  let pending = 0;
  void gateway.exited.then(() => {
    isAlive = false;
    watchers.tell();
  });

  const hasRoute = ({ phase, routeId, uid }: ManagedPod): boolean =>
    mode === "override-host" ? phase.name !== "closed" : written.route.get(routeId)?.uid === uid;

  const sync = createSerialTask(async () => {
    const pods = store.current();
    const wanted = gatewayPods(pods, hasRoute);
    const routeIds = [
      ...pods.map(({ routeId }) => routeId),
      ...written.route.keys(),
      ...written.subset.keys(),
    ];
    const key = JSON.stringify(wanted);
    if (key !== lastApplied) {
      lastApplied = "";
      await gateway.update({ pods: wanted });
      lastApplied = key;
    }
    open = new Set(wanted.flatMap(({ podId, state }) => (state === "open" ? [podId] : [])));
    appliedAtMs = clock.nowMs();
    sightings.take(wanted, pods, routeIds, appliedAtMs);
  });
  async function follow(): Promise<void> {
    pending += 1;
    try {
      await sync.run();
      isSettled = true;
    } catch (error) {
      isSettled = false;
      throw error;
    } finally {
      pending -= 1;
    }
    watchers.tell();
  }
  const followLater = (): void => void follow().catch((error: unknown) => failed?.(error));
  /** Resolves with the confirmation, or without one once Envoy has crashed. */
  const followNow = (): Promise<void> => Promise.race([follow(), outage.promise]);
  const unwatch = store.watch(followLater);
  const unsubscribe = gateway.subscribe(({ kind }) => {
    if (kind === "start_failed") return;
    isAlive = kind === "serving";
    lastApplied = "";
    if (isAlive) {
      envoys += 1;
      sightings = createRouteSightings(gatewayName(envoys));
      sinceMs = clock.nowMs();
      appliedAtMs = sinceMs;
      outage = Promise.withResolvers();
      followLater();
    } else outage.resolve();
    watchers.tell();
  });

  const belongsTo = (object: WrittenObject, { epoch, uid }: RoutingTarget): boolean =>
    object.uid === uid && object.epoch === epoch;
  return {
    observe: async () => {
      const nowMs = clock.nowMs();
      const isFresh = isAlive && isSettled && pending === 0;
      if (isAlive && !isSettled && pending === 0) followLater();
      return {
        routes: [...written.route.values()],
        subsets: [...written.subset.values()],
        probes: mode === "subset" ? sightings.probes(store.current(), isFresh ? nowMs : appliedAtMs) : [],
        ...(isAlive ? { gateways: { names: [gatewayName(envoys)], sinceMs, observedAtMs: nowMs } } : {}),
        outsideFallback: sightings.outsideFallback(),
        observedAtMs: nowMs,
      };
    },
    leadsTo: () => open,
    watch: watchers.watch,
    async write(kind: RoutingKind, { epoch, routeId, uid }: RoutingTarget) {
      if (!store.current().some((pod) => pod.routeId === routeId && pod.uid === uid)) {
        throw new FairleadError(
          "precondition_failed",
          `The pod ${routeId} that the ${kind} is for has gone. The next plan takes it as it is.`,
        );
      }
      written[kind].set(routeId, { routeId, uid, epoch, writtenAtMs: clock.nowMs() });
      await followNow();
    },
    async remove(kind, target) {
      const object = written[kind].get(target.routeId);
      if (object === undefined) return;
      if (!belongsTo(object, target)) {
        throw new FairleadError(
          "precondition_failed",
          `The ${kind} of ${target.routeId} was written anew since it was looked at. It stays.`,
        );
      }
      written[kind].delete(target.routeId);
      await followNow();
    },
    close() {
      unwatch();
      unsubscribe();
    },
  };
}
