import { until } from "@fairlead/test-support";
import { afterEach, describe, expect, it } from "vitest";
import type { ProbeAnswer } from "./ask-gateway.ts";
import { createRouteProber, type RouteProber } from "./route-prober.ts";
import type { SoughtRoute } from "./sightings.ts";

interface Gateway {
  readonly name: string;
  readonly port: number;
}
const HOUR_MS = 3_600_000;
const one: Gateway = { name: "one", port: 1 };
const two: Gateway = { name: "two", port: 2 };
const routeOf = (routeId: string, epoch = 1): SoughtRoute => ({
  routeId,
  mark: `${routeId}.${epoch}`,
  writtenAtMs: 0,
});

let prober: RouteProber<Gateway> | undefined;
afterEach(() => prober?.close());

function setUp(
  answer: (gateway: Gateway, routeId: string) => ProbeAnswer | Promise<ProbeAnswer>,
  { stepMs = 1, ...pauses }: { readonly stepMs?: number; readonly longestPauseMs?: number } = {},
) {
  const asked: string[] = [];
  let changes = 0;
  let nowMs = 1_000;
  prober = createRouteProber<Gateway>({
    clock: { nowMs: () => (nowMs += stepMs) },
    ...pauses,
    changed: () => void (changes += 1),
    answered: () => {},
    programmed: () => {},
    ask: async (gateway, routeId) => {
      asked.push(`${routeId}@${gateway.name}:${gateway.port}`);
      return answer(gateway, routeId);
    },
  });
  return { asked, changes: () => changes, prober };
}
const led = (routeId: string, epoch = 1): ProbeAnswer => ({ kind: "led", mark: `${routeId}.${epoch}` });
const statesOf = (probing: RouteProber<Gateway>) =>
  probing
    .probes()
    .flatMap(({ routeId, sightings }) =>
      sightings.map(({ gateway, state }) => `${routeId}@${gateway} ${state}`),
    )
    .sort();

describe("a prober", () => {
  it("asks every gateway for every route until each has shown it, and then nobody", async () => {
    const { asked, changes, prober: probing } = setUp((_, routeId) => led(routeId));
    probing.aim({ routes: [routeOf("a"), routeOf("b")], gateways: [one, two], ready: [] });
    await until("all are seen", () => statesOf(probing).length === 4);
    await until("that was told", () => changes() > 0);
    const count = asked.length;
    probing.aim({ routes: [routeOf("a"), routeOf("b")], gateways: [one, two], ready: [] });
    // A question to a third one comes after any that would still be asked of the others.
    probing.aim({ routes: [routeOf("a"), routeOf("b"), routeOf("c")], gateways: [one, two], ready: [] });
    await until("the new one is seen", () => statesOf(probing).length === 6);
    expect(count).toBe(4);
    expect(asked.slice(4).sort()).toEqual(["c@one:1", "c@two:2"]);
  });

  it("goes on asking for a route that is to be gone, and for one that a gateway lacks", async () => {
    let has = true;
    const { prober: probing } = setUp((gateway, routeId) =>
      has && gateway === one ? led(routeId) : { kind: "elsewhere" },
    );
    probing.aim({ routes: [{ ...routeOf("a"), mark: undefined }], gateways: [one, two], ready: [] });
    await until("one has it still", () => statesOf(probing).join() === "a@one present,a@two absent");
    has = false;
    await until("it is gone", () => statesOf(probing).join() === "a@one absent,a@two absent");
  });

  it("asks where a gateway is now, though it has the same name", async () => {
    const { asked, prober: probing } = setUp(({ port }, routeId) =>
      port === 9 ? led(routeId) : { kind: "silent", reason: "nobody is there" },
    );
    const routes = [routeOf("a")];
    probing.aim({ routes, gateways: [one], ready: [] });
    await until("it was asked", () => asked.length > 0);
    probing.aim({ routes, gateways: [{ ...one, port: 9 }], ready: [] });
    await until("it is seen", () => statesOf(probing).join() === "a@one present");
  });

  it("asks at once when a pod becomes ready, however long it has asked in vain", async () => {
    let isUp = false;
    const hours = { stepMs: HOUR_MS, longestPauseMs: HOUR_MS };
    const { asked, prober: probing } = setUp(
      (_, routeId) => (isUp ? led(routeId) : { kind: "silent", reason: "nobody is there" }),
      hours,
    );
    const routes = [routeOf("a")];
    probing.aim({ routes, gateways: [one], ready: [] });
    await until("it was asked", () => asked.length === 1);
    isUp = true;
    probing.aim({ routes, gateways: [one], ready: [] });
    probing.aim({ routes, gateways: [one], ready: ["a-x"] });
    await until("it is seen", () => statesOf(probing).join() === "a@one present");
    expect(asked).toHaveLength(2);
  });

  it("looks for a route that was just written, beside the others, and for it alone of its name", async () => {
    const { asked, prober: probing } = setUp((_, routeId) => led(routeId, routeId === "b" ? 2 : 1));
    const gone = { ...routeOf("b"), mark: undefined };
    probing.aim({ routes: [routeOf("a")], gateways: [one], ready: [] });
    await until("a is seen", () => statesOf(probing).join() === "a@one present");
    probing.seek(routeOf("b", 2));
    await until("b is seen", () => statesOf(probing).join() === "a@one present,b@one present");
    expect(asked).toEqual(["a@one:1", "b@one:1"]);
    // The look that shows it asks nothing more; one that does not yet has it looked for as one that is to be gone.
    probing.aim({ routes: [routeOf("a"), routeOf("b", 2)], gateways: [one], ready: [] });
    expect(asked).toHaveLength(2);
    probing.aim({ routes: [routeOf("a"), gone], gateways: [one], ready: [] });
    probing.seek(routeOf("b", 2));
    await until("it is seen again", () => statesOf(probing).join() === "a@one present,b@one present");
  });

  it("keeps an answer for a route that is sought all along, and drops one for what is sought no more", async () => {
    const waiting = new Map<string, (answer: ProbeAnswer) => void>();
    const { prober: probing } = setUp(
      ({ name }, routeId) =>
        new Promise((resolve) => {
          waiting.set(`${routeId}@${name}`, resolve);
        }),
    );
    probing.aim({ routes: [routeOf("a"), routeOf("b"), routeOf("c")], gateways: [one, two], ready: [] });
    await until("all are asked", () => waiting.size === 6);
    // Meanwhile b is written anew, c is gone, and so is the second gateway.
    probing.aim({ routes: [routeOf("a"), routeOf("b", 2)], gateways: [one], ready: [] });
    const answers = [...waiting];
    waiting.clear();
    for (const [key, resolve] of answers) resolve(led(key.slice(0, 1)));
    await until("a is seen, and b asked again", () => waiting.has("b@one"));
    expect(statesOf(probing)).toEqual(["a@one present"]);
    waiting.get("b@one")?.(led("b", 2));
    await until("b is seen", () => statesOf(probing).join() === "a@one present,b@one present");
  });

  it("asks nothing after it was closed", async () => {
    const { asked, prober: probing } = setUp(() => ({ kind: "elsewhere" }));
    probing.aim({ routes: [routeOf("a")], gateways: [one], ready: [] });
    await until("it was asked", () => asked.length > 0);
    probing.close();
    const count = asked.length;
    probing.aim({ routes: [routeOf("b")], gateways: [one], ready: [] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.length).toBe(count);
  });
});
