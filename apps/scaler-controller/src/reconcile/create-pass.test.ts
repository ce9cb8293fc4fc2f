import { expect, it } from "vitest";
import { createExecutor } from "../execute/create-executor.ts";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createPass } from "./create-pass.ts";

const PAUSE_MS = 200;

it("writes nothing while a pool that is deleted waits for its clients, though it has fewer pods than its least", async () => {
  const world = createFakeWorld({ minReplicas: 1 });
  const { clock, source, statusStore } = world;
  const asked: { deletion?: "drain" } = {};
  let writes = 0;
  const pass = createPass({
    world: {
      ...world,
      source: {
        ...source,
        current() {
          const { lifecycle, ...declared } = source.current();
          return {
            ...declared,
            lifecycle: { ...lifecycle, ...asked },
          };
        },
      },
      statusStore: {
        ...statusStore,
        read: async () => world.stored,
        async write(status, fromRevision) {
          writes += 1;
          await statusStore.write(status, fromRevision);
        },
      },
    },
    clock,
    executor: createExecutor({ clock, mayAct: () => true, backOffBaseMs: 1, backOffMaxMs: 1 }),
    record: () => {},
  });
  const run = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await pass.run();
      clock.advance(PAUSE_MS);
    }
  };
  await run(20);
  const [routeId = ""] = world.jobs.keys();
  expect(world.jobs.get(routeId)?.phase.name).toBe("open");
  world.clients.set(routeId, 1);
  asked.deletion = "drain";
  await run(20);
  expect(world.jobs.get(routeId)?.phase.name).toBe("draining");
  const before = writes;
  await run(100);
  expect(writes).toBe(before);
  world.clients.set(routeId, 0);
  await run(40);
  expect(world.jobs.size).toBe(0);
  expect(world.violations).toEqual([]);
});

it("brings a pod in on what a glance shows, and reads before everything else", async () => {
  const world = createFakeWorld({ minReplicas: 1 });
  const { clock, pods } = world;
  const looks: string[] = [];
  const pass = createPass({
    world: {
      ...world,
      glances: true,
      pods: {
        ...pods,
        list(look) {
          looks.push(look ?? "read");
          return pods.list(look);
        },
      },
      statusStore: { ...world.statusStore, read: async () => world.stored },
    },
    clock,
    executor: createExecutor({ clock, mayAct: () => true, backOffBaseMs: 1, backOffMaxMs: 1 }),
    record: () => {},
  });
  const run = async (): Promise<string> => {
    looks.length = 0;
    await pass.run();
    clock.advance(PAUSE_MS);
    return looks.join(" ");
  };
  expect(await run()).toBe("glance read");
  const [routeId = ""] = world.jobs.keys();
  // The name in the status is of a pod that is seen by now: that is told of what was read, after the route.
  expect(await run()).toBe("glance read");
  expect([...world.routeObjects.keys()]).toEqual([routeId]);
  expect(await run()).toBe("glance");
  expect(world.jobs.get(routeId)?.phase.name).toBe("open");
  expect(await run()).toBe("glance");
  expect(world.violations).toEqual([]);
});
