import { delay, ISTIO_NAMESPACE, isWrite, type ApiRequest } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paths } from "../cluster-world.ts";
import { ask } from "../gateway-client.ts";
import { expectToHold, untilCalmly, NAMESPACE, openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import { openFaultyWorld, type FaultyWorld } from "./faulty-world.ts";
import { isOfScaler } from "./scaler-requests.ts";

const LONG_MS = 8_000;
/** The clients come through the one that is left alone. */
const POOL = "gateways";
let world: FaultyWorld;
let clients: ClientsOfPool;
beforeAll(async () => {
  world = await openFaultyWorld(process.env, 15_000);
  clients = await openPoolWithClients(world, POOL, { through: ["gateway-a"] });
});
afterAll(() => world.close());

const envoyOf = (name: string) => {
  const worker = world.bed.kubelet.find(ISTIO_NAMESPACE, name);
  if (worker === undefined) throw new Error(`${name} does not run.`);
  return worker;
};
const containerOf = async (name: string): Promise<{ ready: boolean; restartCount: number }> =>
  (await world.get(`${paths.pods(ISTIO_NAMESPACE)}/${name}`)).status.containerStatuses[0];
const isReady = async (name: string): Promise<boolean> => (await containerOf(name)).ready;

/** Pods that are open, by what the scaler says. */
const openPods = (): readonly string[] =>
  (world.pools.status(NAMESPACE, POOL).pods ?? []).flatMap(({ name, phase }) =>
    phase === "open" && name !== undefined ? [name] : [],
  );

describe("a gateway that is added while a pod opens", () => {
  it("leads to the pod from the moment on that it is open", async () => {
    const [first] = openPods();
    // Held up at its route, so that the gateway comes in between.
    const gate = Promise.withResolvers<void>();
    const isRoute = (request: ApiRequest): boolean =>
      isOfScaler(request) && isWrite(request) && request.resource === "virtualservices";
    const held = world.proxy.add({ matches: isRoute, fault: delay(gate.promise), times: 1 });
    await clients.come();
    await until("the new pod's route is about to be written", () => held.hits === 1);
    await world.bed.addGateway("gateway-c");
    const added = await world.gateway("gateway-c");
    gate.resolve();
    const opened = await until("the pod opens", () => openPods().find((name) => name !== first));
    // Its filter knows the pod from the next snapshot on; the route is there already.
    await until("it leads there", async () => {
      return (await ask(added, clients.host, `/?podId=${opened}`)).podId === opened;
    });
    for (let time = 0; time < 10; time += 1) {
      expect((await ask(added, clients.host, `/?podId=${opened}`)).podId).toBe(opened);
    }
    await clients.settled(2);
    await clients.leave();
    await clients.settled(1);
  });
});

describe("a gateway whose Envoy is killed", () => {
  it("is waited for as a new one, while the pool grows and while it shrinks", async () => {
    for (const direction of ["up", "down"] as const) {
      const { restartCount } = await containerOf("gateway-b");
      await (direction === "up" ? clients.come() : clients.leave());
      envoyOf("gateway-b").signal("SIGKILL");
      await untilCalmly("it is back", async () => {
        const container = await containerOf("gateway-b");
        return container.ready && container.restartCount > restartCount;
      });
      await clients.settled(direction === "up" ? 2 : 1);
      const gateway = await world.gateway("gateway-b");
      for (const podId of openPods()) {
        expect((await ask(gateway, clients.host, `/?podId=${podId}`)).podId).toBe(podId);
      }
      await clients.expectUnharmed();
    }
  });
});

describe("a gateway that never answers", () => {
  it("keeps a pod from going while it may still lead there; the pool says for whom the pod waits", async () => {
    await clients.come();
    await clients.settled(2);
    envoyOf("gateway-b").signal("SIGSTOP");
    try {
      await untilCalmly("it is not ready", async () => !(await isReady("gateway-b")));
      await clients.leave();
      const isWaiting = (): boolean =>
        clients
          .reasons()
          .some((reason) => /^closed: .*route is not seen to be gone at .*gateway-b/.test(reason));
      await until("the pod waits for it", isWaiting);
      await expectToHold("the pod waits", LONG_MS, isWaiting);
      await clients.expectUnharmed();
    } finally {
      envoyOf("gateway-b").signal("SIGCONT");
    }
    await clients.settled(1);
  });

  it("keeps no new pod from opening once it is not ready, as nobody new is sent to it", async () => {
    envoyOf("gateway-b").signal("SIGSTOP");
    try {
      await untilCalmly("it is not ready", async () => !(await isReady("gateway-b")));
      await clients.come();
      await clients.settled(2);
      expect(await isReady("gateway-b")).toBe(false);
      await clients.expectUnharmed();
    } finally {
      envoyOf("gateway-b").signal("SIGCONT");
    }
    await untilCalmly("it is ready again", () => isReady("gateway-b"));
    await clients.leave();
    await clients.settled(1);
  });
});

it("no client of all these is harmed", () => clients.end());
