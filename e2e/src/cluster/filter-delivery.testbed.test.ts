import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createFilterImage } from "@fairlead/deploy/filter-image";
import { readPlugin } from "@fairlead/gateway-filter";
import { writeLayout } from "@fairlead/oci-layout";
import { ISTIO_NAMESPACE, pushLayout } from "@fairlead/testbed";
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

/** Has the TrafficExtension bring the filter from there, and a gateway under Istio's agent fetch it; waits until it leads. */
async function expectFetched(
  url: string,
  name: string,
  insecureRegistries: readonly string[] = [],
): Promise<void> {
  const patch = JSON.stringify({ spec: { wasm: { url } } });
  const kind = "trafficextension/fairlead";
  await world.bed.kubectl(["-n", ISTIO_NAMESPACE, "patch", kind, "--type=merge", `--patch=${patch}`]);
  await world.bed.addAgentGateway(name, { insecureRegistries });
  const gateway = await world.gateway(name);
  const { pods: [pod] = [] } = world.pools.status(namespace, "chat");
  await until("a request carries the pod's name", async () => {
    const { status, url: seen } = await ask(gateway, "chat.test", "/?a=1");
    expect(status).toBe(200);
    return seen === `/?a=1&podId=${pod?.name}`;
  });
}

it("fetches the filter over HTTP from the lookup service, at a gateway under Istio's agent", async () => {
  const [replica] = await world.items(paths.pods("fairlead"));
  await expectFetched(`http://${replica.status.podIP}:8080/filter/plugin.wasm`, "gateway-http");
});

it("fetches the filter's image from a registry, by its tag and by its digest", async () => {
  const registry = await world.bed.addRegistry();
  const { url, sha256 } = readPlugin();
  const version = "1.0.0";
  const directory = join(world.bed.directory, "filter-image");
  const image = createFilterImage({ wasm: await readFile(url), sha256, version });
  await writeLayout(image, { directory, name: version });
  const repository = "fairlead/gateway-filter";
  const { digest } = await pushLayout(directory, { url: registry.url, repository, tag: version });
  const name = `oci://${registry.address}/${repository}`;
  await expectFetched(`${name}:${version}`, "gateway-tag", [registry.address]);
  await expectFetched(`${name}@${digest}`, "gateway-digest", [registry.address]);
  const log = await readFile(registry.part.logPath, "utf8");
  for (const reference of [version, digest])
    expect(log).toContain(`/v2/${repository}/manifests/${reference}`);
});
