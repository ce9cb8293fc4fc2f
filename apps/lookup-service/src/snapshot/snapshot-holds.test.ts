import { once } from "node:events";
import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { LookupService } from "../create-lookup-service.ts";
import type { ListedPodInput, MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

const POOL = "default/chat";
const services: LookupService<MemorySource>[] = [];
afterEach(() => Promise.all(services.splice(0).map((service) => service.stop())));

type Service = LookupService<MemorySource>;

const report = async ({ app }: Service, podIds: readonly string[], draining = false): Promise<void> => {
  const body = JSON.stringify(podIds.map((podId) => ({ podId, clients: 0, draining })));
  const headers = { "content-type": "application/json" };
  const { status } = await app.request(`/v1/pools/${POOL}/reports`, { method: "POST", headers, body });
  expect(status).toBeLessThan(300);
};

/** Makes these the pods, each of which has reported. */
async function list(service: Service, pods: readonly ListedPodInput[]): Promise<void> {
  service.source.set(POOL, pods);
  await report(
    service,
    pods.map(({ podId }) => podId),
  );
}

async function poolOf(count: number): Promise<Service> {
  const service = createTestService({ pools: { [POOL]: pushPool } });
  services.push(service);
  await service.start();
  await list(service, listPods(count));
  return service;
}

type Headers = Readonly<Record<string, string>>;
const ask = async ({ app }: LookupService, headers: Headers = {}): Promise<Response> =>
  app.request("/v1/snapshot", { headers });
const tagOf = async (service: LookupService, headers: Headers = {}): Promise<string> =>
  (await ask(service, headers)).headers.get("etag") ?? "";
const LONG = "60000";

/** Asks, and gives how to see whether the answer has come: no timer is over before it is looked at. */
async function askAndWait(service: LookupService, headers: Headers) {
  let hasCome = false;
  const answer = ask(service, headers).finally(() => (hasCome = true));
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  return { answer, hasCome: () => hasCome };
}

describe("an answer that may wait", () => {
  it("comes as soon as the pool has other pods", async () => {
    const service = await poolOf(2);
    const held = await tagOf(service);
    const { answer, hasCome } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    await service.app.request("/pod-lookup");
    await list(service, listPods(2));
    expect(hasCome()).toBe(false);
    await list(service, listPods(3));
    const response = await answer;
    expect(response.headers.get("etag")).not.toBe(held);
    expect(await response.text()).toContain("pod-2 ");
  });

  it("comes with the first report of a new pod, which gets no clients before", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    const { answer, hasCome } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    service.source.set(POOL, listPods(2));
    await report(service, ["pod-0"]);
    expect(hasCome()).toBe(false);
    await report(service, ["pod-1"]);
    expect(await (await answer).text()).toMatch(/^pod-1 .* o 0 \d+ -$/m);
  });

  it("waits for who holds what was known before the first report, and was the same", async () => {
    const service = createTestService({ pools: { [POOL]: pushPool } });
    services.push(service);
    await service.start();
    service.source.set(POOL, listPods(1));
    const unheard = await tagOf(service);
    await report(service, ["pod-0"]);
    const held = await tagOf(service);
    expect(held).not.toBe(unheard);
    const { answer, hasCome } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    expect(hasCome()).toBe(false);
    await list(service, listPods(2));
    expect((await answer).status).toBe(200);
  });

  it("comes when a pod reports that it drains", async () => {
    const service = await poolOf(2);
    const held = await tagOf(service);
    const { answer } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    await report(service, ["pod-1"], true);
    expect(await (await answer).text()).toMatch(/^pod-1 .* d 0 /m);
  });

  it("comes as soon as a pod takes no new clients", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    const { answer, hasCome } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    expect(hasCome()).toBe(false);
    service.source.set(
      POOL,
      listPods(1).map((pod) => ({ ...pod, state: "draining" as const })),
    );
    expect(await (await answer).text()).toContain("pod-0 pod-0 127.1.0.1:9 d ");
  });

  it("comes when the time is over, with what has changed besides", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    const wait = { "if-none-match": held, "x-fairlead-wait": "20" };
    expect((await ask(service, wait)).status).toBe(304);
    const { answer } = await askAndWait(service, wait);
    await service.app.request("/pod-lookup");
    expect((await answer).status).toBe(200);
  });

  it("comes at once to who holds other pods, or none", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    await list(service, listPods(2));
    expect((await ask(service, { "if-none-match": held, "x-fairlead-wait": LONG })).status).toBe(200);
    expect((await ask(service, { "x-fairlead-wait": LONG })).status).toBe(200);
  });

  it("waits whichever replica the snapshot is of, while that lists the same pods", async () => {
    const [one, other] = [await poolOf(2), await poolOf(2)];
    const held = await tagOf(one);
    const waits = { "if-none-match": held, "x-fairlead-wait": LONG };
    const { answer, hasCome } = await askAndWait(other, waits);
    expect(hasCome()).toBe(false);
    await list(other, listPods(1));
    expect((await answer).status).toBe(200);
  });

  it("of a sampled pool waits, too", async () => {
    const service = await poolOf(300);
    const asker = { "x-fairlead-asker": "a" };
    const held = await tagOf(service, asker);
    const waits = { ...asker, "if-none-match": held, "x-fairlead-wait": LONG };
    const { answer, hasCome } = await askAndWait(service, waits);
    expect(hasCome()).toBe(false);
    await list(service, listPods(299));
    expect((await answer).status).toBe(200);
  });

  it("counts the picks it is told before it waits", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    const told = { "x-fairlead-asker": "vm1", "x-fairlead-picks": "1 pod-0=3" };
    const { answer } = await askAndWait(service, { ...told, "if-none-match": held, "x-fairlead-wait": LONG });
    const [line = ""] = (await (await ask(service)).text()).split("\n").slice(1);
    expect(Number(line.split(" ")[4])).toBeGreaterThan(0);
    service.source.set(POOL, []);
    await answer;
  });

  it("says that the pool is gone", async () => {
    const service = createTestService();
    services.push(service);
    await service.start();
    service.source.set(POOL, listPods(1));
    service.source.set("default/other", listPods(1));
    const path = `/v1/snapshot?pool=${POOL}`;
    const held = (await service.app.request(path)).headers.get("etag") ?? "";
    const answer = service.app.request(path, {
      headers: { "if-none-match": held, "x-fairlead-wait": LONG },
    });
    service.source.remove(POOL);
    expect((await answer).status).toBe(404);
  });

  it("is given at once by a service that stops", async () => {
    const service = await poolOf(1);
    const held = await tagOf(service);
    const { answer } = await askAndWait(service, { "if-none-match": held, "x-fairlead-wait": LONG });
    await service.stop();
    expect((await answer).status).toBe(304);
  });

  it("waits over a port as well, and bears that who waits for it leaves", async () => {
    const service = await poolOf(1);
    const { host, port } = await service.listen();
    async function get(path: string, options: RequestInit = {}) {
      const response = await fetch(`http://${host}:${port}${path}`, options);
      await response.text();
      return response;
    }
    const held = (await get("/v1/snapshot")).headers.get("etag") ?? "";
    const headers = { "if-none-match": held, "x-fairlead-wait": LONG };
    let hasCome = false;
    const answer = get("/v1/snapshot", { headers }).finally(() => (hasCome = true));
    const leaving = request({ host, port, path: "/v1/snapshot", headers });
    leaving.on("error", () => {});
    leaving.end();
    await once(leaving, "finish");
    leaving.destroy();
    await get("/readyz");
    expect(hasCome).toBe(false);
    await list(service, listPods(2));
    expect((await answer).status).toBe(200);
  });

  it.each(["-1", "60001", "1.5", "soon", "099999"])("is refused with a wait of %s", async (wait) => {
    const service = await poolOf(1);
    expect((await ask(service, { "x-fairlead-wait": wait })).status).toBe(400);
  });
});
