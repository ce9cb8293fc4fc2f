import { broadEvents } from "../world/broad-events.ts";
import { possibleEvents } from "../world/events.ts";
import type { WorldOptions } from "../world/world.ts";

const BASE: WorldOptions = {
  routing: "subset",
  pods: 2,
  minReplicas: 1,
  maxReplicas: 3,
  desired: 1,
  maxClients: 3,
  gateways: 2,
  controllers: 1,
  leaseTicks: 2,
  snapshotTicks: 1,
  reportTicks: 2,
  silentTicks: 8,
  wishes: 0.4,
  landing: 16,
  failing: 0.06,
  collecting: 3,
  deafness: 1,
  syncing: 4,
  turnover: 0,
  finishing: 0,
  looks: false,
  glances: false,
  faults: false,
};

const ALL_FAULTS = { faults: true, turnover: 0.2, finishing: 0.1 };

/** Long leases, fickle wishes and slow hands: what an old leader still holds meets what the new one did since. */
const HAND_OVER: WorldOptions = {
  ...BASE,
  controllers: 2,
  maxReplicas: 2,
  gateways: 1,
  maxClients: 2,
  leaseTicks: 3,
  snapshotTicks: 0,
  reportTicks: 3,
  silentTicks: 12,
  wishes: 0.7,
  landing: 2,
  failing: 0.4,
};

/** The worlds of the random walk, each with what it is there to find. */
export const WALKED_WORLDS: Readonly<Record<string, WorldOptions>> = {
  "one controller": BASE,
  "one controller, all faults": { ...BASE, ...ALL_FAULTS },
  "gateways that come and go": { ...BASE, syncing: 1.5, turnover: 0.6, wishes: 0.1 },
  "reports that are rare": { ...BASE, reportTicks: 1, collecting: 0.4, gateways: 1 },
  "reports that last": { ...BASE, reportTicks: 6, snapshotTicks: 0, silentTicks: 14, gateways: 1 },
  "two controllers": { ...BASE, controllers: 2 },
  "two controllers, all faults": { ...BASE, controllers: 2, ...ALL_FAULTS },
  "hand-over": HAND_OVER,
  "override-host": { ...BASE, routing: "override-host" },
  "override-host, all faults": { ...BASE, routing: "override-host", controllers: 2, ...ALL_FAULTS },
  "override-host, hand-over": { ...HAND_OVER, routing: "override-host", reportTicks: 6 },
  "torn looks": { ...BASE, controllers: 2, leaseTicks: 3, reportTicks: 4, looks: true },
  "torn looks, slow gateways": {
    ...BASE,
    reportTicks: 4,
    gateways: 1,
    syncing: 0.3,
    turnover: 0.3,
    looks: true,
  },
  "old lists of gateways": {
    ...BASE,
    reportTicks: 4,
    gateways: 1,
    deafness: 6,
    wishes: 0.1,
    syncing: 1,
    turnover: 0.6,
    looks: true,
  },
  "torn looks, all faults": { ...BASE, leaseTicks: 3, reportTicks: 4, looks: true, ...ALL_FAULTS },
  "override-host, torn looks": { ...HAND_OVER, routing: "override-host", looks: true, ...ALL_FAULTS },
  glances: { ...BASE, controllers: 2, leaseTicks: 3, reportTicks: 4, looks: true, glances: true },
  "glances, all faults": { ...HAND_OVER, looks: true, glances: true, ...ALL_FAULTS },
  "override-host, glances": {
    ...HAND_OVER,
    routing: "override-host",
    looks: true,
    glances: true,
    ...ALL_FAULTS,
  },
  "Jobs that finish": { ...BASE, desired: 2, finishing: 0.6 },
  "override-host, Jobs that finish": { ...BASE, routing: "override-host", desired: 2, finishing: 0.6 },
  "five pods, all faults": { ...BASE, pods: 4, maxReplicas: 5, desired: 2, maxClients: 6, ...ALL_FAULTS },
};

/** The worlds of the search in single steps. */
export const SEARCHED_WORLDS: Readonly<Record<string, WorldOptions>> = Object.fromEntries(
  (["subset", "override-host"] as const).map((routing) => [
    `small world, ${routing}`,
    {
      ...BASE,
      routing,
      maxReplicas: 2,
      maxClients: 2,
      gateways: 1,
      leaseTicks: 1,
      snapshotTicks: 0,
      reportTicks: 1,
      silentTicks: 6,
    },
  ]),
);

/** The worlds of the search in strides. */
export const STRIDDEN_WORLDS: Readonly<Record<string, WorldOptions>> = Object.fromEntries(
  (["subset", "override-host"] as const).map((routing) => [
    `hand-over, ${routing}`,
    {
      ...BASE,
      routing,
      controllers: 2,
      maxReplicas: 2,
      maxClients: 1,
      gateways: 1,
      snapshotTicks: 0,
      reportTicks: 6,
      silentTicks: 20,
    },
  ]),
);

/** The exhaustive searches: in which worlds, and how far. */
export const SEARCHES = {
  "single steps": { worlds: SEARCHED_WORLDS, depth: 5, settles: true, eventsOf: possibleEvents },
  strides: { worlds: STRIDDEN_WORLDS, depth: 4, settles: false, eventsOf: broadEvents },
} as const;

/** Finds a world by its name. */
export function worldNamed(worlds: Readonly<Record<string, WorldOptions>>, name: string): WorldOptions {
  const options = worlds[name];
  if (options === undefined) throw new Error(`There is no world "${name}".`);
  return options;
}
