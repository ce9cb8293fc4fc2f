import type { FilterConfiguration } from "@fairlead/routing-schema";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LOOKUP_CLUSTER } from "../names.ts";
import { startPod, startTestGateway, whoAnswers } from "../testing/test-gateway.ts";
import type { TestPod } from "../testing/test-pod.ts";

const configuration: FilterConfiguration = { upstream_name: LOOKUP_CLUSTER, authority: "lookup" };

/** A lookup service that always gives the same pod. */
const startLookup = (pod: TestPod): Promise<TestPod> =>
  startPod("lookup-pod", {
    onRequest: (_request, response) => {
      response.writeHead(200, {
        "x-fairlead-pod-id": pod.podId,
        "x-fairlead-route-id": pod.routeId,
        "x-fairlead-endpoints": pod.endpoint,
      });
      response.end(pod.podId);
    },
  });

describe.each(["routes", "override_host"] as const)("%s", (mode) => {
  test("the filter leads requests to the pod that the lookup service gives", async () => {
    const pods = [
      await startPod("a-pod"),
      await startPod("b-pod", {
        state: "draining",
        onRequest: (request, response) => response.end(`b-pod ${request.url}`),
      }),
    ];
    const lookup = await startLookup(pods[1] as TestPod);
    const gateway = await startTestGateway({
      pods,
      routing: { mode },
      lookupService: { address: lookup.endpoint },
      filter: { configuration },
    });
    expect(await whoAnswers(gateway, "/x?y=1")).toBe("b-pod /x?y=1&podId=b-pod");
    expect(
      (await gateway.stats("cluster.lookup-service.upstream_rq_total"))[
        "cluster.lookup-service.upstream_rq_total"
      ],
    ).toBe(1);
    expect(Object.keys(await gateway.stats("fairlead_filter_")).length).toBeGreaterThan(0);
  });

  test("requests go to an open pod when nothing listens at the lookup service", async () => {
    const pods = [await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
    const gateway = await startTestGateway({
      pods,
      routing: { mode },
      lookupService: { address: "127.0.0.1:1" },
      filter: { configuration },
    });
    for (let request = 0; request < 10; request += 1) expect(await whoAnswers(gateway)).toBe("a-pod");
  });

  test("a client's own internal headers lead nowhere", async () => {
    const pods = [await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
    const gateway = await startTestGateway({ pods, routing: { mode }, filter: { configuration } });
    const headers = { "x-fairlead-pod": "b", "x-fairlead-endpoint": pods[1]?.endpoint ?? "" };
    expect(await whoAnswers(gateway, "/", headers)).toBe("a-pod");
  });
});

test("a new filter configuration closes no connection and meets the next request", async () => {
  const pod = await startPod("a-pod");
  const lookup = await startLookup(pod);
  const gateway = await startTestGateway({
    pods: [pod],
    routing: { mode: "routes" },
    lookupService: { address: lookup.endpoint },
    filter: { configuration },
  });
  const exposed = async () => (await fetch(gateway.address)).headers.get("x-fairlead-pod-id");
  expect(await exposed()).toBeNull();
  for (const expose_pod of [true, false, true]) {
    await gateway.updateFilterConfiguration({ ...configuration, expose_pod });
    expect(await exposed()).toBe(expose_pod ? "a-pod" : null);
  }
  const statistics = await gateway.stats("http.gateway.downstream_cx");
  expect(statistics["http.gateway.downstream_cx_total"]).toBe(1);
});

test("a filter configuration that is rejected changes nothing, and the error names the key", async () => {
  const pod = await startPod("a-pod");
  const lookup = await startLookup(pod);
  const gateway = await startTestGateway({
    pods: [pod],
    routing: { mode: "routes" },
    lookupService: { address: lookup.endpoint },
    filter: { configuration: { ...configuration, expose_pod: true } },
  });
  const faulty = JSON.stringify({ ...configuration, surprise: 1 });
  for (const _attempt of [1, 2]) {
    const update = gateway.updateFilterConfiguration(faulty);
    await expect(update).rejects.toMatchObject({
      code: "gateway_configuration_rejected",
      message: expect.stringContaining("surprise") as string,
    });
  }
  expect((await fetch(gateway.address)).headers.get("x-fairlead-pod-id")).toBe("a-pod");
  await gateway.updateFilterConfiguration(configuration);
  expect((await fetch(gateway.address)).headers.get("x-fairlead-pod-id")).toBeNull();
});

test.each([
  ["an unknown key", JSON.stringify({ ...configuration, surprise: 1 }), "surprise"],
  ["a wrong type", JSON.stringify({ ...configuration, timeout_ms: "soon" }), "timeout_ms"],
  ["no JSON", "{", "JSON"],
])("a gateway does not start with %s in the filter's configuration", async (_, text, message) => {
  const started = startTestGateway({
    pods: [],
    routing: { mode: "routes" },
    filter: { configuration: text },
  });
  await expect(started).rejects.toMatchObject({
    code: "gateway_configuration_rejected",
    message: expect.stringContaining(message) as string,
  });
});

test("a module that is none, and one that is not there, are told apart", async () => {
  const routing = { mode: "routes" } as const;
  const missing = startTestGateway({
    pods: [],
    routing,
    filter: { configuration, wasmPath: "/nonexistent.wasm" },
  });
  await expect(missing).rejects.toMatchObject({ code: "filter_missing" });
  const { directory } = await startTestGateway({ pods: [], routing });
  const wasmPath = join(directory, "none.wasm");
  await writeFile(wasmPath, "not a module");
  const none = startTestGateway({ pods: [], routing, filter: { configuration, wasmPath } });
  await expect(none).rejects.toMatchObject({ code: "gateway_configuration_rejected" });
});

test("a gateway without a filter has no filter configuration to replace", async () => {
  const gateway = await startTestGateway({ pods: [], routing: { mode: "routes" } });
  await expect(gateway.updateFilterConfiguration(configuration)).rejects.toMatchObject({
    code: "configuration_invalid",
  });
});
