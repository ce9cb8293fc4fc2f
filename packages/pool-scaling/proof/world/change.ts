import type { Controller, Gateway, Job, LookupEntry, World } from "./world.ts";

const replaced = <Item>(
  items: readonly Item[],
  isMeant: (item: Item) => boolean,
  change: (item: Item) => Item,
): readonly Item[] => items.map((item) => (isMeant(item) ? change(item) : item));

/** The world with one Job changed. */
export const changeJob = (world: World, routeId: string, change: (job: Job) => Job): World => ({
  ...world,
  jobs: replaced(world.jobs, (job) => job.routeId === routeId, change),
});

/** The world with one gateway changed. */
export const changeGateway = (world: World, name: string, change: (gateway: Gateway) => Gateway): World => ({
  ...world,
  gateways: replaced(world.gateways, (gateway) => gateway.name === name, change),
});

/** The world with one controller changed. */
export const changeController = (
  world: World,
  index: number,
  change: (controller: Controller) => Controller,
): World => ({
  ...world,
  controllers: world.controllers.map((controller, at) => (at === index ? change(controller) : controller)),
});

/** The world with what the lookup service knows of one pod changed. */
export function changeEntry(
  world: World,
  routeId: string,
  change: (entry: LookupEntry | undefined) => LookupEntry,
): World {
  const { entries } = world.lookup;
  const isKnown = entries.some((entry) => entry.routeId === routeId);
  const changed = isKnown
    ? replaced(entries, (entry) => entry.routeId === routeId, change)
    : [...entries, change(undefined)];
  return { ...world, lookup: { ...world.lookup, entries: changed } };
}

/** Whether a Job has finished and no process of it is left. */
export const isGoneForGood = ({ ended, finished }: Job): boolean => ended && finished !== undefined;

/** Finds a Job. */
export const jobOf = (world: World, routeId: string): Job | undefined =>
  world.jobs.find((job) => job.routeId === routeId);
