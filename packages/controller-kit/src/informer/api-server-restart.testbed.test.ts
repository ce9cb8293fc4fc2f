import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApiServerBed, startFaultProxy, type ApiServerBed, type FaultProxy } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { createApiClient, type ApiClient } from "../api/api-client.ts";
import { createResourceClient } from "../api/resource-client.ts";
import { configMaps, kubeConfigOf } from "../testing/open-world.ts";
import { createInformer } from "./informer.ts";

let bed: ApiServerBed;
let proxy: FaultProxy;
let client: ApiClient;
const stopping = new AbortController();
beforeEach(async () => {
  bed = await startApiServerBed({ environment: process.env });
  proxy = await startFaultProxy(bed.endpoint);
  client = createApiClient(kubeConfigOf(proxy.endpoint));
});
afterEach(async () => {
  stopping.abort();
  client.close();
  await proxy.close();
  await bed.stop();
});

describe("createInformer", () => {
  it("outlives a kill of the API server, whose history does not reach back after it", async () => {
    const errors: string[] = [];
    const informer = createInformer({
      client,
      type: configMaps,
      namespace: "default",
      fieldSelector: "metadata.name=a",
      backOff: { firstMs: 20, factor: 2, limitMs: 200, jitter: 0, resetAfterMs: 60_000 },
      onError: ({ code }) => errors.push(code),
    });
    const running = informer.run(stopping.signal);
    await informer.whenSynced();
    const objects = createResourceClient(client, configMaps);
    const value = (): string | undefined => informer.store.get("default/a")?.data?.["value"];
    const write = (to: string) =>
      objects.patch({ namespace: "default", name: "a" }, { data: { value: to } }, { type: "merge" });
    await objects.create({ metadata: { namespace: "default", name: "a" }, data: { value: "1" } });
    await until("a is 1", () => value() === "1");

    for (const stream of proxy.watches()) stream.freeze();
    await write("2");
    await bed.apiServer.kill();
    for (const stream of proxy.watches()) stream.cut();
    await until("it has noticed", () => errors.includes("unreachable"));
    await bed.apiServer.start();

    await until("a is 2", () => value() === "2");
    expect(errors).toContain("expired");
    await write("3");
    await until("a is 3", () => value() === "3");
    stopping.abort();
    await running;
  });
});
