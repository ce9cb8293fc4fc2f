import { setImmediate as nextTurn } from "node:timers/promises";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openFaultyWorld, type FaultyWorld } from "./faulty-world.ts";
import { rememberLists, STORMS, type Storm } from "./storms.ts";
import { openSwing, type Swing } from "./swing.ts";
import { createTurns, type Turns } from "./turns.ts";

const SWINGS = ["one", "two", "three"];
let world: FaultyWorld;
let all: readonly Swing[];
let swings: Turns<Swing>;
/** One storm at a time: while the pools that it disturbed settle, the next one disturbs others. */
const weather = createTurns(["the leader's"]);
beforeAll(async () => {
  world = await openFaultyWorld(process.env, 15_000);
  rememberLists(world.proxy);
  all = await Promise.all(SWINGS.map((name) => openSwing(world, name)));
  swings = createTurns(all);
});
afterAll(() => world.close());

/** Has the leader meet these faults, all at once, from before there is something to do until it is doing it. */
async function disturb(swing: Swing, names: readonly string[]): Promise<void> {
  const leader = await world.leader();
  // What the storm before has cut may be opened anew at this moment, past the fault that is to cut it.
  await until("the leader watches", () => world.proxy.watches(({ pod }) => pod === leader).length > 0);
  const storms: { readonly name: string; readonly storm: Storm | undefined }[] = [];
  try {
    for (const name of names) {
      storms.push({ name, storm: STORMS[name]?.(world.proxy, leader) });
      // What it breaks is seen to be broken by the next.
      await nextTurn();
    }
    // Each alone meets both at once; so many pairs take one of the two, by turns.
    await swing.move(names.length === 1 ? 2 : 1);
    await swing.begun();
    for (const { name, storm } of storms) {
      await until(`the leader has met ${name}`, () => (storm?.hits ?? 0) > 0);
    }
  } finally {
    for (const { storm } of storms) storm?.end();
  }
}

const names = Object.keys(STORMS);
const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));

describe("the API server's faults, met by the leader while pools grow and shrink", () => {
  const met: readonly (readonly string[])[] = [...names.map((name) => [name]), ...pairs];
  it.concurrent.each(met.map((faults) => [faults.join(" and "), faults] as const))("%s", (_, faults) =>
    swings.take(async (swing) => {
      await weather.take(() => disturb(swing, faults));
      await swing.settled();
      await swing.expectUnharmed();
    }),
  );

  it("have harmed no client", async () => {
    await Promise.all(all.map((swing) => swing.end()));
  });
});
