import { HEADER_BATCH, HEADER_COUNT, HEADER_ERROR } from "@fairlead/routing-schema";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { reply, type Answer } from "./world/lookup-double.ts";
import { startPoolWorld } from "./world/pool-world.ts";
import { openRaw } from "./world/raw-client.ts";
import { until } from "@fairlead/test-support";
import { ask, startWorld, type Answered, type World, type WorldOptions } from "./world/world.ts";

const PLAIN_LOOKUP = 2;

const countOf = (url: string): number => Number(new URL(url, "http://lookup").searchParams.get("count") ?? 1);

/** Answers one client in the plain form, several with `lines`. */
const capable =
  (lines: (count: number) => readonly string[], headers: Record<string, string> = {}): Answer =>
  (request, response) => {
    const count = countOf(request.url ?? "");
    if (count === 1) return reply(200, "chat-0", { [HEADER_BATCH]: "64" })(request, response);
    const given = lines(count);
    return reply(200, given.map((line) => `${line}\n`).join(""), {
      [HEADER_BATCH]: "64",
      [HEADER_COUNT]: String(given.length),
      ...headers,
    })(request, response);
  };

const inTurn = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `chat-${index % 3} chat-${index % 3} -`);

const podIdOf = ({ seen }: Answered): string | null =>
  new URL(seen?.url ?? "", "http://pod").searchParams.get("podId");

interface Held {
  readonly world: World;
  /** Answers of the double that it holds back, by the count that was asked for. */
  readonly held: { readonly count: number; readonly answer: (answer: Answer) => void }[];
  /** Waits until the filter has that many more requests. */
  arrive(count: number): Promise<void>;
  /** Sends requests, which arrive. */
  send(count: number): Promise<readonly Promise<Answered>[]>;
  /** Two plain lookups under way, and `count` requests that wait behind them. */
  queue(count: number): Promise<readonly Promise<Answered>[]>;
}

const worlds: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

/** A filter that has learned from the double that it can share, and a double that holds its answers from then on. */
async function startHeld(options: WorldOptions = {}): Promise<Held> {
  const world = await startWorld({
    ...options,
    filter: { mode: "per_request", timeout_ms: 60_000, ...options.filter },
  });
  worlds.push(world);
  world.lookup.lookup = capable(inTurn);
  expect(podIdOf(await world.get("/room"))).toBe("chat-0");
  const held: Held["held"] = [];
  world.lookup.lookup = (request, response) =>
    void held.push({
      count: countOf(request.url ?? ""),
      answer: (answer) => answer(request, response),
    });
  let sent = 1;
  const arrive = async (count: number): Promise<void> => {
    sent += count;
    await until("the filter has the requests", async () => (await world.counted("requests")) === sent);
  };
  const send = async (count: number): Promise<readonly Promise<Answered>[]> => {
    const answers = Array.from({ length: count }, () => world.get("/room"));
    // What is still held when a test ends is broken off.
    for (const answer of answers) answer.catch(() => {});
    await arrive(count);
    return answers;
  };
  const queue = async (count: number): Promise<readonly Promise<Answered>[]> => {
    void (await send(PLAIN_LOOKUP));
    await until("two lookups are under way", () => held.length === PLAIN_LOOKUP);
    const answers = await send(count);
    expect(held.map((lookup) => lookup.count)).toEqual([1, 1]);
    return answers;
  };
  return { world, held, arrive, send, queue };
}

describe("a burst", () => {
  it.each(["routes", "override_host"] as const)(
    "of 200 requests at the real service, by %s: all are led to the pod that was picked, in fewer calls, and each is one pick",
    async (routing) => {
      const world = await startPoolWorld({
        pods: 4,
        routing: { mode: routing },
        filter: { mode: "per_request" },
      });
      worlds.push(world);
      const [gateway] = world.gateways;
      if (gateway === undefined) throw new Error("There is no gateway.");
      const agent = new Agent({ connections: 200, pipelining: 1 });
      const get = (): Promise<Answered> => ask(agent, gateway.address, "/room");
      const counted = async (name: string): Promise<number> =>
        (await gateway.stats(`fairlead_filter_${name}`))[`fairlead_filter_${name}`] ?? 0;
      await get();
      const answers = await Promise.all(Array.from({ length: 200 }, get));
      await agent.close();
      for (const answered of answers) expect(podIdOf(answered)).toBe(answered.seen?.podId);
      await until("all are counted", async () => (await counted("routed_lookup")) === 201);
      expect(await counted("lookup_shared")).toBeGreaterThan(100);
      expect(await counted("lookup_calls")).toBeLessThan(100);
      const metrics = await (await fetch(`${world.lookupAddress}/metrics`)).text();
      const picks = metrics.matchAll(/^fairlead_lookup_picks_total\{.*\} (\d+)$/gm);
      expect([...picks].reduce((sum, [, value]) => sum + Number(value), 0)).toBe(201);
    },
  );

  it("at a service of the simple protocol is one request for each client", async () => {
    const world = await startWorld({ filter: { mode: "per_request", timeout_ms: 60_000 } });
    worlds.push(world);
    world.lookup.lookup = reply(200, "chat-1");
    const answers = await Promise.all(Array.from({ length: 200 }, () => world.get("/room")));
    expect(answers.map(podIdOf)).toEqual(Array(200).fill("chat-1"));
    expect(world.lookup.requests.map(({ url }) => url)).toEqual(
      Array(200).fill("/pod-lookup?pool=default/chat"),
    );
  });
});

describe("requests that wait for a call to share", () => {
  it("are asked for together when one of the calls before is answered, and led to their own pods", async () => {
    const { held, queue, world } = await startHeld();
    const answers = await queue(6);
    held[0]?.answer(capable(inTurn));
    await until("the shared call is made", () => held.length === 3);
    expect(held[2]?.count).toBe(6);
    held[2]?.answer(capable(inTurn));
    const pods = (await Promise.all(answers)).map((answered) => {
      expect(podIdOf(answered)).toBe(answered.seen?.podId);
      return answered.seen?.podId;
    });
    for (const podId of ["chat-0", "chat-1", "chat-2"])
      expect(pods.filter((reached) => reached === podId)).toHaveLength(2);
    await until("they are counted", async () => (await world.counted("lookup_shared")) === 6);
    held[1]?.answer(capable(inTurn));
  });

  it.each(["route", "reject"] as const)("that find the pods full have on_full: %s", async (onFull) => {
    const { held, queue } = await startHeld({ filter: { on_full: onFull } });
    const answers = await queue(5);
    held[0]?.answer(capable(inTurn));
    await until("the shared call is made", () => held.length === 3);
    held[2]?.answer(capable(() => inTurn(2), { [HEADER_ERROR]: "full" }));
    const answered = await Promise.all(answers);
    expect(answered.filter((answer) => podIdOf(answer) !== null)).toHaveLength(2);
    const others = answered.filter((answer) => podIdOf(answer) === null);
    expect(others.map(({ status }) => status)).toEqual(Array(3).fill(onFull === "route" ? 200 : 503));
    held[1]?.answer(capable(inTurn));
  });

  it.each<[string, Answer, string]>([
    ["answers 500", reply(500), "server_error"],
    ["breaks the connection", (_, response) => void response.socket?.destroy(), "reset|server_error"],
  ])("go on unrouted, all of them, when the lookup %s", async (_, fault, cause) => {
    const { held, queue, world } = await startHeld();
    const before = await world.causes();
    const answers = await queue(20);
    held[0]?.answer(fault);
    const answered = await Promise.all(answers);
    for (const { status, seen } of answered) expect([status, seen?.url]).toEqual([200, "/room"]);
    const grown = await until("they are counted", async () => {
      const causes = Object.entries(await world.causes()).filter(
        ([name, value]) => value > (before[name] ?? 0),
      );
      return causes.reduce((sum, [, value]) => sum + value, 0) === 21 && causes;
    });
    expect(grown.map(([name]) => name)).toEqual([expect.stringMatching(`^(${cause})$`)]);
    expect(held).toHaveLength(2);
    held[1]?.answer(capable(inTurn));
  });

  it("go on unrouted when their call hangs, within twice timeout_ms", async () => {
    const { held, queue, world } = await startHeld({ filter: { timeout_ms: 2_000 } });
    const answers = await queue(10);
    held[0]?.answer(capable(inTurn));
    for (const { status, seen } of await Promise.all(answers)) {
      expect([status, seen?.url]).toEqual([200, "/room"]);
    }
    expect(
      await until("all are counted", async () => (await world.causes())["timeout"] ?? 0),
    ).toBeGreaterThan(0);
  });

  it("and get a hostile answer go on unrouted, all of them", async () => {
    const { held, queue, world } = await startHeld();
    const answers = await queue(4);
    held[0]?.answer(capable(inTurn));
    await until("the shared call is made", () => held.length === 3);
    held[2]?.answer(capable(() => [...inTurn(3), "chat-1&admin=1 - -"]));
    for (const { seen } of await Promise.all(answers)) expect(seen?.url).toBe("/room");
    await until("they are counted", async () => (await world.causes())["malformed"] === 4);
    held[1]?.answer(capable(inTurn));
  });
});

describe("clients that leave", () => {
  it("while they queue, and while their call is under way, are counted and never touched; the others get their pods", async () => {
    const { held, queue, arrive, send, world } = await startHeld();
    const leavers = async (count: number) => {
      const sockets = await Promise.all(
        Array.from({ length: count }, () => openRaw(world.gateway.host, world.gateway.port)),
      );
      for (const socket of sockets) socket.write("GET /room HTTP/1.1\r\nhost: chat\r\n\r\n");
      await arrive(count);
      return sockets;
    };
    void (await queue(0));
    const early = await leavers(20);
    const answers = await send(10);
    const late = await leavers(20);
    for (const socket of early) socket.destroy();
    await until("the early ones are gone", async () => (await world.counted("client_gone")) === 20);
    held[0]?.answer(capable(inTurn));
    await until("the shared call is made", () => held.length === 3);
    expect(held[2]?.count).toBe(30);
    for (const socket of late) socket.destroy();
    await until("the late ones are gone", async () => (await world.counted("client_gone")) === 40);
    held[2]?.answer(capable(inTurn));
    for (const answered of await Promise.all(answers)) expect(podIdOf(answered)).toBe(answered.seen?.podId);
    held[1]?.answer(capable(inTurn));
    // A VM that died and was reloaded would have lost what it counted before.
    expect(await world.counted("client_gone")).toBe(40);
  });
});
