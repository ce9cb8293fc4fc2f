import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import { callApi } from "../kubernetes/call-api.ts";
import { sharedApiServer } from "../vitest/index.ts";
import { startFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { answerWith, cutAfter, delay, failWatch, freezeAfter, loseAnswer, neverAnswer } from "./faults.ts";
import { createStaleLists } from "./stale-lists.ts";
import { expired, tooManyRequests } from "./status-body.ts";

let proxy: FaultProxy;
beforeEach(async () => (proxy = await startFaultProxy(sharedApiServer())));
afterEach(() => proxy.close());

const names = "/api/v1/namespaces";
const get = (path: string, timeoutMs?: number) =>
  callApi(proxy.endpoint, { path, ...(timeoutMs !== undefined && { timeoutMs }) });
let made = 0;
const create = () => {
  const name = `proxy-${process.pid}-${Date.now()}-${(made += 1)}`;
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  return { name, answer: callApi(proxy.endpoint, { method: "POST", path: names, body }) };
};

/** Watches namespaces from now on through the proxy, and gives what has come. */
async function watch(): Promise<{ readonly events: string[]; readonly end: Promise<string>; stop(): void }> {
  const { resourceVersion } = (
    JSON.parse((await get(`${names}?limit=1`)).text) as { metadata: { resourceVersion: string } }
  ).metadata;
  const stopping = new AbortController();
  const url = `${proxy.endpoint.url}${names}?watch=true&resourceVersion=${resourceVersion}`;
  const response = await fetch(url, { signal: stopping.signal });
  const events: string[] = [];
  const read = async (): Promise<string> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      for (const line of decoder.decode(chunk).split("\n").filter(Boolean)) {
        const { type, object } = JSON.parse(line) as {
          type: string;
          object: { metadata?: { name?: string } };
        };
        events.push(`${type} ${object.metadata?.name ?? ""}`.trim());
      }
    }
    return "ended";
  };
  const end = read().catch(() => "broken");
  return { events, end, stop: () => stopping.abort() };
}

describe("startFaultProxy", () => {
  it("hands requests and answers on, and adds the administrator's token where there is none", async () => {
    expect((await fetch(`${proxy.endpoint.url}${names}/default`)).status).toBe(200);
    const stranger = { authorization: "Bearer stranger" };
    expect((await fetch(`${proxy.endpoint.url}${names}/default`, { headers: stranger })).status).toBe(401);
    expect(proxy.requests.map(({ verb, name }) => `${verb} ${name}`)).toEqual(["get default", "get default"]);
  });

  it("answers in the API server's place", async () => {
    proxy.add({ matches: () => true, fault: answerWith(tooManyRequests(7)) });
    const answer = await fetch(`${proxy.endpoint.url}${names}`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "TooManyRequests", code: 429 });
  });

  it("loses the answer to a write that happened", async () => {
    const rule = proxy.add({ matches: ({ verb }) => verb === "create", fault: loseAnswer() });
    const { name, answer } = create();
    await expect(answer).rejects.toThrow();
    expect(rule.hits).toBe(1);
    expect((await get(`${names}/${name}`)).status).toBe(200);
  });

  it("holds a request until it may go on, or for ever", async () => {
    const gate = Promise.withResolvers<void>();
    proxy.add({ matches: () => true, fault: delay(gate.promise), times: 1 });
    const answer = get(names);
    await until("it has come in", () => proxy.requests.length === 1);
    gate.resolve();
    expect((await answer).status).toBe(200);
    proxy.add({ matches: () => true, fault: neverAnswer() });
    await expect(get(names, 100)).rejects.toThrow();
  });

  it("answers with a list as it was", async () => {
    const stale = createStaleLists();
    const isList = { matches: ({ verb }: { verb: string }) => verb === "list" };
    const remembering = proxy.add({ ...isList, fault: stale.remember });
    const before = (await get(names)).text;
    remembering.remove();
    await create().answer;
    expect((await get(names)).text).not.toBe(before);
    proxy.add({ ...isList, fault: stale.answer });
    expect((await get(`${names}?resourceVersion=0`)).text).toBe(before);
  });

  it("cuts a watch after some events, and lets the next one be", async () => {
    proxy.add({ matches: ({ verb }) => verb === "watch", fault: cutAfter(1), times: 1 });
    const cut = await watch();
    const whole = await watch();
    const first = create();
    await first.answer;
    await until("the first event", () => cut.events.length === 1);
    await create().answer;
    expect(await cut.end).toBe("broken");
    expect(cut.events).toEqual([`ADDED ${first.name}`]);
    await until("both events", () => whole.events.length >= 2);
    whole.stop();
  });

  it("leaves a watch open without a word, and lets it go on", async () => {
    proxy.add({ matches: ({ verb }) => verb === "watch", fault: freezeAfter(0), times: 1 });
    const frozen = await watch();
    const whole = await watch();
    await create().answer;
    await until("another one hears it", () => whole.events.length > 0);
    expect(frozen.events).toEqual([]);
    const [stream] = proxy.watches();
    stream?.thaw();
    await until("it hears it too", () => frozen.events.length > 0);
    stream?.end();
    expect(await frozen.end).toBe("ended");
    whole.stop();
  });

  it("keeps no watch of a client that has gone before it is answered", async () => {
    const leaving = new AbortController();
    const handedOn = Promise.withResolvers<void>();
    proxy.add({
      matches: ({ verb }) => verb === "watch",
      async fault(exchange) {
        leaving.abort();
        await until("the client has gone", () => exchange.signal.aborted);
        await exchange.forward().then(handedOn.resolve, handedOn.reject);
      },
    });
    const url = `${proxy.endpoint.url}${names}?watch=true`;
    await expect(fetch(url, { signal: leaving.signal })).rejects.toThrow();
    await handedOn.promise;
    expect(proxy.watches()).toEqual([]);
  });

  it("fails a watch with an event", async () => {
    proxy.add({ matches: ({ verb }) => verb === "watch", fault: failWatch(expired()) });
    const { end, events } = await watch();
    expect(await end).toBe("ended");
    expect(events).toEqual(["ERROR"]);
  });

  it("is away, with all that is open, and comes back", async () => {
    const open = await watch();
    proxy.goAway();
    expect(await open.end).toBe("broken");
    await expect(get(names)).rejects.toThrow();
    proxy.comeBack();
    expect((await get(names)).status).toBe(200);
  });
});
