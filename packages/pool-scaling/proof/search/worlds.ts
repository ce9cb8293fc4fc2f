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
  faults: false,
};

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
};

/** The worlds of the random walk, each with what it is there to find. */
export const WALKED_WORLDS: Readonly<Record<string, WorldOptions>> = {
  "one controller": BASE,
  "one controller, all faults": { ...BASE, faults: true },
  "reports that last": { ...BASE, reportTicks: 6, snapshotTicks: 0, silentTicks: 14, gateways: 1 },
  "two controllers": { ...BASE, controllers: 2 },
  "two controllers, all faults": { ...BASE, controllers: 2, faults: true },
  "hand-over": HAND_OVER,
  "override-host": { ...BASE, routing: "override-host" },
  "override-host, all faults": { ...BASE, routing: "override-host", controllers: 2, faults: true },
  "override-host, hand-over": { ...HAND_OVER, routing: "override-host", reportTicks: 6 },
  "five pods, all faults": { ...BASE, pods: 4, maxReplicas: 5, desired: 2, maxClients: 6, faults: true },
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
