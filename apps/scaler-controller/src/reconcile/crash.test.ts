import { describe, expect, it } from "vitest";
import { crashAt } from "../testing/crashing-world.ts";
import { createFakePass } from "../testing/fake-pass.ts";
import { createFakeWorld, type FakeWorld } from "../testing/fake-world.ts";
import type { Pass } from "./create-pass.ts";

const STEP_MS = 500;
const STEPS_MAX = 200;

/** Clients come, some leave, most leave, and one stays. */
const LOADS = [6, 9, 3, 1] as const;
const WANTED = { 6: 3, 9: 5, 3: 2, 1: 1 } as const;

const isSettled = (world: FakeWorld, open: number): boolean =>
  world.jobs.size === open && [...world.jobs.values()].every(({ phase }) => phase.name === "open");

/** Lives through the loads; the controller is replaced by `restart` when it dies. */
async function live(
  world: FakeWorld,
  first: Pass,
  died: Promise<"died">,
  restart: () => Pass,
): Promise<void> {
  let pass = first;
  let death: Promise<"died"> = died;
  const step = async (): Promise<void> => {
    if ((await Promise.race([pass.run(), death])) === "died") {
      pass = restart();
      death = new Promise(() => {});
    }
    world.clock.advance(STEP_MS);
  };
  await step();
  for (const load of LOADS) {
    for (let steps = 0; ; steps += 1) {
      if (steps === STEPS_MAX) throw new Error(`not settled at ${load} clients`);
      world.setClients(load);
      await step();
      if (isSettled(world, WANTED[load])) break;
    }
  }
}

const endOf = ({ clients, jobs, routeObjects, subsetObjects, violations }: FakeWorld) => ({
  pods: jobs.size,
  open: [...jobs.values()].filter(({ phase }) => phase.name === "open").length,
  clients: [...clients.values()].reduce((all, count) => all + count, 0),
  routes: [...routeObjects.keys()].filter((routeId) => !jobs.has(routeId)),
  subsets: [...subsetObjects.keys()].filter((routeId) => !jobs.has(routeId)),
  routed: [...jobs.keys()].every((routeId) => routeObjects.has(routeId) && subsetObjects.has(routeId)),
  violations,
});

async function liveWithCrash(call: number, when: "before" | "after") {
  const world = createFakeWorld();
  const crashing = crashAt(world, call, when);
  await live(world, createFakePass(world, crashing.world), crashing.died, () => createFakePass(world, world));
  return { end: endOf(world), calls: crashing.calls() };
}

const undisturbed = await liveWithCrash(Infinity, "before");

describe("a controller that dies", () => {
  it("leaves nothing behind when it does not die", () => {
    expect(undisturbed.end).toEqual({
      pods: 1,
      open: 1,
      clients: 1,
      routes: [],
      subsets: [],
      routed: true,
      violations: [],
    });
    expect(undisturbed.calls).toBeGreaterThan(30);
  });

  it.each(["before", "after"] as const)(
    "%s any of its calls takes effect, is made good by the next",
    async (when) => {
      for (let call = 1; call <= undisturbed.calls; call += 1) {
        const { end } = await liveWithCrash(call, when);
        expect([call, end]).toEqual([call, undisturbed.end]);
      }
    },
  );
});
