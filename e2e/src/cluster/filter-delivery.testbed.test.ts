import { ISTIO_NAMESPACE } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sessionPool } from "./cluster-objects.ts";
import { openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
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

it("fetches the filter over HTTP from the lookup service, at a gateway under Istio's agent", async () => {
  const [replica] = await world.items(paths.pods("fairlead"));
  const url = `http://${replica.status.podIP}:8080/filter/plugin.wasm`;
  const patch = JSON.stringify({ spec: { wasm: { url } } });
  const kind = "trafficextension/fairlead";
  await world.bed.kubectl(["-n", ISTIO_NAMESPACE, "patch", kind, "--type=merge", `--patch=${patch}`]);
  await world.bed.addAgentGateway("gateway-agent");
  const gateway = await world.gateway("gateway-agent");
  const { pods: [pod] = [] } = await world.status(namespace, "chat");
  await until("a request carries the pod's name", async () => {
    const { status, url: seen } = await ask(gateway, "chat.test", "/?a=1");
    expect(status).toBe(200);
    return seen === `/?a=1&podId=${pod?.name}`;
  });
});
