import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProbeAnswer } from "./ask-gateway.ts";
import { createSightings, type SoughtRoute } from "./sightings.ts";

const written: SoughtRoute = { routeId: "chat-1", mark: "chat-1.2", writtenAtMs: 1_000 };
const toBeGone: SoughtRoute = { routeId: "chat-1", mark: undefined, writtenAtMs: 0 };
const led = (mark: string): ProbeAnswer => ({ kind: "led", mark });
const routed = (mark: string): ProbeAnswer => ({ kind: "routed", mark });
const elsewhere: ProbeAnswer = { kind: "elsewhere" };
const silent: ProbeAnswer = { kind: "silent", reason: "away" };
const at = (askedAtMs: number, answeredAtMs = askedAtMs + 5) => ({ askedAtMs, answeredAtMs });

describe("a route that was written", () => {
  it("is there from the answer on, as of the last question", () => {
    const sightings = createSightings();
    expect(sightings.take(written, "one", led("chat-1.2"), at(1_000))).toBe(true);
    expect(sightings.take(written, "one", led("chat-1.2"), at(2_000))).toBe(false);
    expect(sightings.probes()).toEqual([
      {
        routeId: "chat-1",
        sightings: [{ gateway: "one", state: "present", sinceMs: 1_005, checkedAtMs: 2_000 }],
      },
    ]);
    expect(sightings.isSettled(written, "one")).toBe(true);
    expect(sightings.isSettled(written, "two")).toBe(false);
  });

  it("is not settled by what was asked before it was written anew, nor by another epoch", () => {
    const sightings = createSightings();
    sightings.take(written, "one", led("chat-1.2"), at(999, 1_500));
    expect(sightings.isSettled(written, "one")).toBe(false);
    sightings.take(written, "one", led("chat-1.2"), at(1_000));
    expect(sightings.isSettled({ ...written, mark: "chat-1.3" }, "one")).toBe(false);
    expect(sightings.isSettled({ ...written, writtenAtMs: 1_001 }, "one")).toBe(false);
  });

  it("is not there while its pod does not answer, and unknown while the gateway has another epoch's", () => {
    const sightings = createSightings();
    expect(sightings.take(written, "one", routed("chat-1.2"), at(1_000))).toBe(false);
    expect(sightings.probes().flatMap((probe) => probe.sightings)).toEqual([]);
    sightings.take(written, "one", elsewhere, at(2_000));
    expect(sightings.take(written, "one", led("chat-1.1"), at(3_000))).toBe(true);
    expect(sightings.take(written, "one", led("chat-1.1"), at(3_100))).toBe(false);
    expect(sightings.probes().flatMap((probe) => probe.sightings)).toEqual([]);
  });

  it("stays as it was seen while the gateway is silent, with the time of that", () => {
    const sightings = createSightings();
    sightings.take(written, "one", led("chat-1.2"), at(1_000));
    expect(sightings.take(written, "one", silent, at(9_000))).toBe(false);
    expect(sightings.probes()[0]?.sightings[0]).toMatchObject({ state: "present", checkedAtMs: 1_000 });
  });
});

describe("a route that is to be gone", () => {
  it("is there while any epoch of it answers, or takes the request, and never settled", () => {
    const sightings = createSightings();
    for (const answer of [led("chat-1.2"), routed("chat-1.1")]) {
      sightings.take(toBeGone, "one", answer, at(1_000));
      expect(sightings.probes()[0]?.sightings[0]?.state).toBe("present");
    }
    sightings.take(toBeGone, "one", elsewhere, at(2_000));
    expect(sightings.probes()[0]?.sightings[0]).toMatchObject({ state: "absent", sinceMs: 2_005 });
    expect(sightings.isSettled(toBeGone, "one")).toBe(false);
  });

  it("is not gone by what was seen before it was there", () => {
    const sightings = createSightings();
    sightings.take(toBeGone, "one", elsewhere, at(1_000));
    sightings.take(written, "one", led("chat-1.2"), at(2_000));
    sightings.take(toBeGone, "one", elsewhere, at(3_000));
    expect(sightings.probes()[0]?.sightings[0]).toMatchObject({ state: "absent", sinceMs: 3_005 });
  });
});

it("forgets the routes and gateways that are no more", () => {
  const sightings = createSightings();
  sightings.take(written, "one", led("chat-1.2"), at(1_000));
  sightings.take(written, "two", led("chat-1.2"), at(1_000));
  sightings.keep(new Set(["chat-1"]), new Set(["two"]));
  expect(sightings.probes()[0]?.sightings.map(({ gateway }) => gateway)).toEqual(["two"]);
  sightings.keep(new Set(), new Set(["two"]));
  expect(sightings.probes()).toEqual([]);
});

it("never says more than was seen: a state has lasted since an answer that showed it, and no answer denied it", () => {
  const answers = fc.constantFrom<ProbeAnswer>(
    led("chat-1.2"),
    routed("chat-1.2"),
    led("chat-1.1"),
    elsewhere,
    silent,
  );
  const step = fc.record({ answer: answers, pauseMs: fc.nat(50), delayMs: fc.nat(50), gone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const sightings = createSightings();
      let nowMs = 0;
      const seen = steps.map(({ answer, delayMs, gone, pauseMs }) => {
        const askedAtMs = nowMs + pauseMs;
        nowMs = askedAtMs + delayMs;
        sightings.take(gone ? toBeGone : written, "one", answer, { askedAtMs, answeredAtMs: nowMs });
        return { answer, askedAtMs, answeredAtMs: nowMs };
      });
      const [sighting] = sightings.probes().flatMap((probe) => probe.sightings);
      if (sighting === undefined) return;
      const { checkedAtMs, sinceMs, state } = sighting;
      const denies = ({ kind }: ProbeAnswer) => (state === "present" ? kind === "elsewhere" : kind === "led");
      const during = seen.filter(({ answeredAtMs }) => answeredAtMs > sinceMs);
      expect(during.some(({ answer }) => denies(answer))).toBe(false);
      expect(seen.some(({ answer, askedAtMs }) => askedAtMs === checkedAtMs && !denies(answer))).toBe(true);
    }),
  );
});
