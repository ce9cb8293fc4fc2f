import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sessionPool } from "./cluster-objects.ts";
import { openClusterWorld, type ClusterWorld } from "./cluster-world.ts";
import { ask } from "./gateway-client.ts";

const namespace = "games";
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({
    environment: process.env,
    overlay: "pod-pools-traffic-extension",
    filter: "TrafficExtension",
  });
});
afterAll(() => world.close());

it("leads clients by a filter that a TrafficExtension brings, with the hosts of the pools in it", async () => {
  await world.apply(sessionPool({ namespace, name: "chat" }));
  const { pods: [pod] = [] } = await world.settled(namespace, "chat", 1);
  const gateway = await world.gateway("gateway-a");
  await until("a request carries the pod's name", async () => {
    const { status, url } = await ask(gateway, "chat.test", "/?a=1");
    expect(status).toBe(200);
    return url === `/?a=1&podId=${pod?.name}`;
  });
  const path = "/apis/extensions.istio.io/v1alpha1/namespaces/istio-system/trafficextensions/fairlead";
  const { wasm } = (await world.get(path)).spec;
  expect(wasm.pluginConfig).toMatchObject({ routes: [{ host: "chat.test", pool: "games/chat" }] });
});
