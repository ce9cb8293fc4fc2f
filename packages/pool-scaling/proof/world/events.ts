import type { PlanAction, Planner } from "../planner.ts";
import { catchUpAll } from "./catch-up.ts";
import {
  bringIn,
  crash,
  hear,
  landNext,
  look,
  makePlan,
  nextActions,
  planAndLand,
  type Outcome,
  type Teller,
} from "./controller-events.ts";
import * as faults from "./fault-events.ts";
import { readPod } from "./land.ts";
import { isNamedAt, isUsable, underWay } from "./reach.ts";
import * as traffic from "./traffic-events.ts";
import type { Controller, Gateway, Look, World, WorldOptions } from "./world.ts";

/** Something that can happen next. */
export interface WorldEvent {
  /** What happens, as it is printed. */
  readonly name: string;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  happen(world: World, planner: Planner): World;
}

const event = (name: string, weight: number, happen: WorldEvent["happen"]): WorldEvent => ({
  name,
  weight,
  happen,
});

const OUTCOMES: readonly Outcome[] = ["takes effect", "fails", "seems to fail", "is repeated"];
/** How often a controller hears of what, where that is an event of its own. */
const TELLERS: Readonly<Record<Teller, number>> = { lookup: 2, probes: 2, gateways: 0.5 };
const LOOKS: readonly Look[] = ["pods", "routes", "status"];

/** It looks at the status before the pods, and at the pods before the routes. */
function mayLookAt(part: Look, { pods, routes, status }: Controller["looks"]): boolean {
  switch (part) {
    case "status":
      return pods === undefined;
    case "pods":
      return status !== undefined && routes === undefined;
    case "routes":
      return pods !== undefined;
  }
}

const said = (action: PlanAction): string =>
  "routeId" in action ? `${action.kind} of ${action.routeId}` : action.kind;

function controllerEvents(world: World, options: WorldOptions): WorldEvent[] {
  return world.controllers.flatMap((controller, index) => {
    const { queue, lookup, looks } = controller;
    const events = [
      event(`controller ${index} plans`, 3 / options.deafness, (now, planner) =>
        makePlan(now, index, planner, options),
      ),
      event(`controller ${index} works undisturbed`, options.syncing / 2, (now, planner) =>
        planAndLand(catchUpAll(now), index, planner, options),
      ),
    ];
    if (lookup !== undefined) {
      events.push(
        event(`controller ${index} plans by what it has heard`, options.deafness, (now, planner) =>
          makePlan(now, index, planner, options, false),
        ),
      );
    }
    if (queue.length > 0) {
      const next = nextActions(controller);
      for (const action of next) {
        for (const outcome of OUTCOMES) {
          const weight = (options.landing / next.length) * (outcome === "takes effect" ? 1 : options.failing);
          events.push(
            event(`controller ${index}: ${said(action)} ${outcome}`, weight, (now) =>
              landNext(now, index, outcome, options, action),
            ),
          );
        }
      }
      events.push(event(`controller ${index} crashes`, 1, (now) => crash(now, index)));
    }
    if (options.glances) {
      events.push(
        event(`controller ${index} brings in what starts`, 3, (now, planner) =>
          bringIn(now, index, planner, options),
        ),
      );
    }
    if (options.looks) {
      for (const [teller, weight] of Object.entries(TELLERS) as [Teller, number][]) {
        events.push(
          event(`controller ${index} hears of the ${teller}`, weight, (now) =>
            hear(now, index, teller, options),
          ),
        );
      }
      for (const part of LOOKS.filter((next) => mayLookAt(next, looks))) {
        events.push(event(`controller ${index} looks at the ${part}`, 1, (now) => look(now, index, part)));
      }
    }
    for (const { routeId, phase, podId } of world.jobs) {
      if (phase.name !== "draining" && phase.name !== "closed") continue;
      events.push(
        event(`controller ${index} reads ${routeId}`, 0.5, (now) => {
          const landing = readPod(routeId, podId, now, index);
          return "failed" in landing ? now : landing.world;
        }),
      );
    }
    return events;
  });
}

function clientEvents(world: World, options: WorldOptions): WorldEvent[] {
  const events: WorldEvent[] = [];
  const all = world.jobs.reduce((sum, job) => sum + job.clients + underWay(job, world), 0);
  for (const job of world.jobs) {
    const { routeId, clients } = job;
    if (all < options.maxClients && job.readySinceMs !== undefined) {
      const picks = world.gateways.some(
        (to) => isUsable(to, world, options) && to.snapshot.open.includes(routeId),
      );
      if (picks) {
        events.push(
          event(`a client is given ${routeId}`, 2, (now) =>
            traffic.clientSetsOut(now, routeId, "pick", options),
          ),
        );
      }
      if (job.phase.opened && world.gateways.some((to) => isNamedAt(to, world, routeId, options))) {
        events.push(
          event(`a client names ${routeId}`, 1, (now) =>
            traffic.clientSetsOut(now, routeId, "named", options),
          ),
        );
      }
    }
    if (underWay(job, world) > 0 && job.readySinceMs !== undefined) {
      events.push(event(`a client arrives at ${routeId}`, 3, (now) => traffic.clientArrives(now, routeId)));
    }
    if (clients > 0)
      events.push(event(`a client leaves ${routeId}`, 3, (now) => traffic.clientLeaves(now, routeId)));
  }
  return events;
}

const isBehind = ({ routes }: Gateway, world: World): boolean =>
  routes.length !== world.routes.length || world.routes.some(({ routeId }) => !routes.includes(routeId));

function planeEvents(world: World, options: WorldOptions): WorldEvent[] {
  const events = [event("time passes", 6, (now) => traffic.tick(now, options))];
  for (const { routeId, phase, earlier, readySinceMs, broken, ended } of world.jobs) {
    const entry = world.lookup.entries.find((known) => known.routeId === routeId);
    if (entry?.revision !== phase.revision) {
      events.push(
        event(`the lookup service reads ${routeId}`, 3, (now) => traffic.lookupReads(now, routeId)),
      );
    }
    if (earlier !== undefined && entry !== undefined && entry.revision < earlier.revision) {
      events.push(
        event(`the lookup service reads what ${routeId} was before`, 1.5, (now) =>
          traffic.lookupReads(now, routeId, true),
        ),
      );
    }
    if (entry !== undefined) {
      events.push(
        event(`the lookup service collects from ${routeId}`, options.collecting, (now) =>
          traffic.lookupCollects(now, routeId),
        ),
      );
    }
    if (readySinceMs === undefined && !broken && !ended) {
      events.push(event(`${routeId} becomes ready`, 3, (now) => faults.podReady(now, routeId)));
    }
  }
  for (const { routeId } of world.lookup.entries) {
    if (!world.jobs.some((job) => job.routeId === routeId)) {
      events.push(
        event(`the lookup service misses ${routeId}`, 2, (now) => traffic.lookupReads(now, routeId)),
      );
    }
  }
  for (const gateway of world.gateways) {
    const { name } = gateway;
    events.push(event(`${name} fetches`, 2, (now) => traffic.gatewayFetches(now, name)));
    if (isBehind(gateway, world))
      events.push(
        event(`${name} gets its routes`, options.syncing, (now) => traffic.gatewaySyncs(now, name)),
      );
    if (!options.looks) continue;
    events.push(event(`routes are sent to ${name}`, 1, (now) => traffic.routesSetOut(now, name)));
    if (gateway.sent !== undefined)
      events.push(event(`${name} gets what was sent`, 1, (now) => traffic.routesArrive(now, name)));
  }
  return events;
}

function wishEvents(world: World, { minReplicas, maxReplicas, wishes }: WorldOptions): WorldEvent[] {
  const events: WorldEvent[] = [];
  // What the load asks for may lie outside the bounds.
  for (let desired = Math.max(0, minReplicas - 1); desired <= maxReplicas + 1; desired += 1) {
    if (desired !== world.desired)
      events.push(event(`${desired} are wanted`, wishes, (now) => ({ ...now, desired })));
  }
  return events;
}

function gatewayEvents({ gateways }: World, { turnover }: WorldOptions): WorldEvent[] {
  if (turnover === 0) return [];
  const leaving = gateways
    .slice(1)
    .map(({ name }) => event(`${name} leaves`, turnover, (now) => faults.gatewayLeaves(now, name)));
  if (gateways.length === 3) return leaving;
  return [
    event("a gateway joins", turnover, (now) => faults.gatewayJoins(now, false)),
    event("a gateway joins and lags", 2 * turnover, (now) => faults.gatewayJoins(now, true)),
    ...leaving,
  ];
}

function finishEvents(world: World, { finishing }: WorldOptions): WorldEvent[] {
  if (finishing === 0) return [];
  return world.jobs.flatMap(({ routeId, finished, ended }) => {
    if (ended && finished !== undefined) return [];
    if (finished !== undefined) return [event(`${routeId} ends`, 1, (now) => faults.podEnds(now, routeId))];
    return [
      event(`the Job of ${routeId} succeeds`, finishing, (now) =>
        faults.jobFinishes(now, routeId, "succeeded"),
      ),
      event(`the Job of ${routeId} fails`, finishing, (now) => faults.jobFinishes(now, routeId, "failed")),
      event(`the Job of ${routeId} gives up`, finishing / 2, (now) => faults.jobGivesUp(now, routeId)),
    ];
  });
}

function faultEvents(world: World): WorldEvent[] {
  const events = [
    event("nobody knows how many are wanted", 0.1, (now) => ({ ...now, desired: undefined })),
    event("the template changes", 0.1, (now) => ({
      ...now,
      templateHash: now.templateHash === "v1" ? "v2" : "v1",
    })),
    event("the lookup service starts anew", 0.5, faults.lookupRestarts),
    event(
      world.lookupAnswers ? "the lookup service falls silent" : "the lookup service is back",
      0.4,
      (now) => ({
        ...now,
        lookupAnswers: !now.lookupAnswers,
      }),
    ),
  ];
  if (world.pool === "there")
    events.push(event("the pool is deleted", 0.02, (now) => ({ ...now, pool: "draining" })));
  for (const { routeId, readySinceMs, finished, ended } of world.jobs) {
    if (finished === undefined && ended) {
      events.push(
        event(`the Job of ${routeId} brings another pod`, 1, (now) => faults.jobReplacesPod(now, routeId)),
      );
    } else if (finished === undefined) {
      events.push(
        event(`${routeId} dies`, 0.1, (now) => faults.podEnds(now, routeId)),
        event(`${routeId} crashes`, 0.2, (now) => faults.podCrashes(now, routeId)),
        event(`${routeId} hangs`, 0.05, (now) => faults.podHangs(now, routeId)),
      );
    }
    events.push(
      event(`somebody deletes ${routeId}`, 0.05, (now) => faults.jobVanishes(now, routeId)),
      event(`somebody replaces ${routeId}`, 0.05, (now) => faults.jobReplaced(now, routeId)),
      event(`somebody removes the route of ${routeId}`, 0.05, (now) => ({
        ...now,
        routes: now.routes.filter((route) => route.routeId !== routeId),
      })),
    );
    if (readySinceMs === undefined)
      events.push(event(`${routeId} breaks`, 0.4, (now) => faults.podBreaks(now, routeId)));
  }
  return events;
}

/** Everything that can happen next. */
export function possibleEvents(world: World, options: WorldOptions): WorldEvent[] {
  return [
    ...controllerEvents(world, options),
    ...clientEvents(world, options),
    ...planeEvents(world, options),
    ...gatewayEvents(world, options),
    ...wishEvents(world, options),
    ...finishEvents(world, options),
    ...(options.faults ? faultEvents(world) : []),
  ];
}
