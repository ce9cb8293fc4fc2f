import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import { openFaultyWorld, type FaultyWorld } from "./faulty-world.ts";
import { isPoolWrite } from "./scaler-requests.ts";
import { rememberLists, STORMS } from "./storms.ts";

let world: FaultyWorld;
let clients: ClientsOfPool;
beforeAll(async () => {
  world = await openFaultyWorld(process.env, 15_000);
  rememberLists(world.proxy);
  clients = await openPoolWithClients(world, "stormy");
});
afterAll(() => world.close());

const writes = (): number => world.proxy.requests.filter(isPoolWrite).length;

/** Lets the pool grow or shrink while the scaler meets these faults. */
async function scaleIn(names: readonly string[], direction: "up" | "down"): Promise<void> {
  const before = writes();
  const storms = names.map((name) => STORMS[name]?.(world.proxy));
  await (direction === "up" ? clients.come() : clients.leave());
  await until("the scaler acts", () => writes() > before);
  for (const [index, storm] of storms.entries()) {
    await until(`it has met ${names[index]}`, () => (storm?.hits ?? 0) > 0);
    // Only what would last for minutes is ended from outside.
    if (names[index] === "half-open watches") storm?.end();
  }
  await clients.settled(direction === "up" ? 2 : 1);
  for (const storm of storms) storm?.end();
  await clients.expectUnharmed();
}

/** All pairs take more than a quarter of an hour, so they are met on demand. */
const ARE_PAIRS_MET = process.env["FAIRLEAD_FAULT_PAIRS"] === "1";
const names = Object.keys(STORMS);
const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));

describe("the API server's faults, as the leader meets them", () => {
  it.each(names)("%s, while the pool grows and while it shrinks", async (name) => {
    await scaleIn([name], "up");
    await scaleIn([name], "down");
  });

  // One half of the pairs while the pool grows, the other while it shrinks.
  const met = ARE_PAIRS_MET ? pairs : [];
  it.each(met.map((pair, index) => [...pair, index % 2 === 0 ? "up" : "down"] as const))(
    "%s and %s at once, on the way %s",
    (one, other, direction) => scaleIn([one, other], direction),
  );

  it("have harmed no client", () => clients.end());
});
