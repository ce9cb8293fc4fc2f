import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leaseWorld, skewedClock, type Weather } from "../testing/lease-world.ts";
import { manualClock, settle } from "../testing/manual-clock.ts";
import { createLeaderElector, LeadershipLostError, type LeaderElector } from "./leader-elector.ts";

const calm: Weather = { thereMs: 1, backMs: 1, fate: "arrives" };
const lost: Weather = { thereMs: 1, backMs: 1, fate: "request_lost" };
const waitFor = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

function oneCandidate(identity: string, world = { clock: manualClock() }) {
  const { clock } = world;
  const lease = "lease" in world ? (world.lease as ReturnType<typeof leaseWorld>) : leaseWorld(clock);
  const state = { weather: calm };
  const stop = new AbortController();
  const reasons: unknown[] = [];
  const elector = createLeaderElector({
    identity,
    lock: lease.lock(() => state.weather),
    clock,
    random: () => 0,
  });
  const result = elector.run(stop.signal, async (leading) => {
    await waitFor(leading);
    reasons.push(leading.reason);
  });
  return { clock, lease, state, stop, elector, result, reasons };
}

describe("createLeaderElector", () => {
  it("leads, renews, and gives the Lease up when it stops", async () => {
    const { clock, elector, lease, result, stop } = oneCandidate("a");
    await clock.advance(10);
    expect(elector.isLeader()).toBe(true);
    await clock.advance(60_000);
    expect(elector.isLeader()).toBe(true);
    expect(lease.lease?.spec).toMatchObject({ holderIdentity: "a", leaseTransitions: 0 });
    stop.abort();
    await clock.advance(10);
    expect(await result).toBe("stopped");
    expect(elector.isLeader()).toBe(false);
    expect(lease.lease?.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
    expect(clock.timers).toBe(0);
  });

  it("lets the next one lead at once after a release, and after the lease's time otherwise", async () => {
    const first = oneCandidate("a");
    await first.clock.advance(10);
    const second = oneCandidate("b", first);
    await first.clock.advance(30_000);
    expect([first.elector.isLeader(), second.elector.isLeader()]).toEqual([true, false]);
    expect(second.elector.leader()).toBe("a");
    first.stop.abort();
    await first.clock.advance(2_100);
    expect(second.elector.isLeader()).toBe(true);
    second.state.weather = lost;
    const third = oneCandidate("c", first);
    await first.clock.advance(12_100);
    expect([second.elector.isLeader(), third.elector.isLeader()]).toEqual([false, false]);
    await first.clock.advance(5_000);
    expect(third.elector.isLeader()).toBe(true);
    third.stop.abort();
    await first.clock.advance(10);
  });

  it("stops leading when it cannot renew, and says so to the work", async () => {
    const { clock, elector, reasons, result, state } = oneCandidate("a");
    await clock.advance(10);
    state.weather = lost;
    // The last renewal that succeeds begins before 10 ms, and is good for 10 s.
    await clock.advance(9_900);
    expect(elector.isLeader()).toBe(true);
    await clock.advance(100);
    expect(elector.isLeader()).toBe(false);
    await clock.advance(2_000);
    expect(await result).toBe("lost");
    expect(reasons).toEqual([expect.any(LeadershipLostError)]);
  });

  it("counts from the beginning of a renewal, however late its answer comes", async () => {
    const { clock, elector, state, stop } = oneCandidate("a");
    await clock.advance(10);
    state.weather = { ...calm, backMs: 4_000 };
    // The renewal begins after 2 s, and is answered after 6 s.
    await clock.advance(6_500);
    state.weather = lost;
    await clock.advance(5_400);
    expect(elector.isLeader()).toBe(true);
    await clock.advance(200);
    expect(elector.isLeader()).toBe(false);
    stop.abort();
    await clock.advance(1e9);
  });

  it("goes on leading over one answer that is lost", async () => {
    const { clock, elector, state, stop } = oneCandidate("a");
    await clock.advance(10);
    state.weather = { ...calm, fate: "answer_lost" };
    await clock.advance(2_000);
    state.weather = calm;
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      expect(elector.isLeader()).toBe(true);
    }
    stop.abort();
    await clock.advance(10);
  });

  it("is lost when somebody else has taken the Lease by force", async () => {
    const { clock, elector, lease, result } = oneCandidate("a");
    await clock.advance(10);
    const thief = lease.lock(() => calm);
    const taking = thief.write(
      lease.lease,
      { holder: "thief", durationSeconds: 15, acquireTime: undefined, renewTime: undefined, transitions: 1 },
      new AbortController().signal,
    );
    await clock.advance(10);
    await taking;
    await clock.advance(5_000);
    expect(await result).toBe("lost");
    expect(elector.isLeader()).toBe(false);
    expect(elector.leader()).toBe("thief");
  });

  it("leads on until the work has ended, and gives the Lease up only then", async () => {
    const clock = manualClock();
    const lease = leaseWorld(clock);
    const stop = new AbortController();
    const work = Promise.withResolvers<void>();
    const elector = createLeaderElector({
      identity: "a",
      lock: lease.lock(() => calm),
      clock,
      random: () => 0,
    });
    const result = elector.run(stop.signal, () => work.promise);
    await clock.advance(10);
    stop.abort();
    await clock.advance(60_000);
    expect(elector.isLeader()).toBe(true);
    expect(lease.lease?.spec?.holderIdentity).toBe("a");
    work.resolve();
    await clock.advance(10);
    expect(await result).toBe("stopped");
    expect(lease.lease?.spec?.holderIdentity).toBe("");
  });

  it("passes on what the work throws, and gives the Lease up", async () => {
    const clock = manualClock();
    const lease = leaseWorld(clock);
    const elector = createLeaderElector({
      identity: "a",
      lock: lease.lock(() => calm),
      clock,
      random: () => 0,
    });
    const result = elector.run(new AbortController().signal, () => Promise.reject(new Error("a mistake")));
    result.catch(() => {});
    await clock.advance(10);
    await expect(result).rejects.toThrow("a mistake");
    expect(elector.isLeader()).toBe(false);
    expect(lease.lease?.spec?.holderIdentity).toBe("");
  });

  it("never has two leaders, whatever clocks and networks do", async () => {
    const weather = fc.record({
      thereMs: fc.nat(12_000),
      backMs: fc.nat(12_000),
      fate: fc.constantFrom("arrives", "arrives", "arrives", "request_lost", "answer_lost"),
    }) as fc.Arbitrary<Weather>;
    const fair: fc.Arbitrary<Weather> = fc.constant(calm);
    const candidate = fc.record({
      offsetMs: fc.integer({ min: -1e7, max: 1e7 }),
      // Clocks that differ by up to a tenth in their speed; the timings leave a third.
      rate: fc.double({ min: 0.95, max: 1.05, noNaN: true }),
      chance: fc.double({ min: 0, max: 0.99, noNaN: true }),
      weathers: fc.array(fc.oneof(fair, weather), { minLength: 5, maxLength: 40 }),
    });
    let leaderships = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(candidate, { minLength: 2, maxLength: 4 }), async (candidates) => {
        const clock = manualClock(1e8);
        const world = leaseWorld(clock);
        const stop = new AbortController();
        const runs: Promise<unknown>[] = [];
        const electors = candidates.map(({ offsetMs, rate, chance, weathers }, index): LeaderElector => {
          let request = 0;
          const elector = createLeaderElector({
            identity: String(index),
            lock: world.lock(() => weathers[(request += 1) % weathers.length] ?? calm),
            clock: skewedClock(clock, { offsetMs, rate }),
            random: () => chance,
          });
          const again = async (): Promise<void> => {
            while (!stop.signal.aborted) {
              await elector.run(stop.signal, async (leading) => {
                leaderships += 1;
                await waitFor(leading);
              });
            }
          };
          runs.push(again());
          return elector;
        });
        for (let step = 0; step < 300; step += 1) {
          await clock.advance(200);
          expect(electors.filter((elector) => elector.isLeader()).length).toBeLessThanOrEqual(1);
        }
        stop.abort();
        await clock.advance(1e9);
        await settle();
        await Promise.all(runs);
      }),
      { numRuns: 30 },
    );
    expect(leaderships).toBeGreaterThan(0);
  });
});
