import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import { openFaultyWorld, type FaultyWorld } from "./faulty-world.ts";
import { crash, describeWrite, isPoolWrite } from "./scaler-requests.ts";

/** Of the leader's Lease: how long the other one waits after each death. */
const LEASE_MS = 3_000;
const LIMIT_MS = 1_500_000;
const DIRECTIONS = ["up", "down"] as const;

let world: FaultyWorld;
let clients: ClientsOfPool;
const undisturbed = { up: 0, down: 0 };
beforeAll(async () => {
  world = await openFaultyWorld(process.env, LEASE_MS);
  clients = await openPoolWithClients(world, "crash", { leaseSeconds: 2 });
});
afterAll(() => world.close());

const writes = (): string[] => world.proxy.requests.filter(isPoolWrite).map(describeWrite);

/** Lets the pool grow, or shrink, and gives the writes that this took. */
async function scale(direction: "up" | "down"): Promise<readonly string[]> {
  const before = writes().length;
  await (direction === "up" ? clients.come() : clients.leave());
  await clients.settled(direction === "up" ? 2 : 1);
  await clients.expectUnharmed();
  return writes().slice(before);
}

/**
 * Killed once the API server has acted, so that the answer never comes. What a kill before a write leaves is what one after
 * the write before it leaves: the scaler remembers nothing that is not written.
 */
describe("the leading scaler killed at a write", () => {
  it("is not killed at first: so many writes there are", async () => {
    for (const direction of DIRECTIONS) {
      const made = await scale(direction);
      console.log(`${direction}: ${made.length} writes: ${made.join(", ")}`);
      undisturbed[direction] = made.length;
      expect(made).toContain(direction === "up" ? "create jobs" : "delete jobs");
    }
  });

  it("is followed by the other one, whichever write it is", { timeout: LIMIT_MS }, async () => {
    // None is listed: a run that ends before the write is reached shows that there is none left.
    const killed = { up: 0, down: 0 };
    const isDone = { up: false, down: false };
    while (!isDone.up || !isDone.down) {
      for (const direction of DIRECTIONS) {
        const rule = world.proxy.add({
          matches: isPoolWrite,
          fault: crash(world),
          skip: killed[direction],
          times: isDone[direction] ? 0 : 1,
        });
        await scale(direction);
        rule.remove();
        if (rule.hits === 1) killed[direction] += 1;
        else isDone[direction] = true;
      }
    }
    console.log(`killed at ${killed.up} writes of growing and ${killed.down} of shrinking`);
    // What the scaler tells several times may be told at once: the number is not quite the same each time.
    expect(killed.up).toBeGreaterThanOrEqual(undisturbed.up / 2);
    expect(killed.down).toBeGreaterThanOrEqual(undisturbed.down / 2);
  });

  it("has harmed no client", () => clients.end());
});
