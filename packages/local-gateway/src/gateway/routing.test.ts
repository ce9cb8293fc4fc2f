import { describe, expect, test } from "vitest";
import { countAnswers, startPod, startTestGateway, whoAnswers } from "../testing/test-gateway.ts";

const namedBy = {
  routes: (pod: { routeId: string }) => ({ "x-fairlead-pod": pod.routeId }),
  override_host: (pod: { endpoint: string }) => ({ "x-fairlead-endpoint": pod.endpoint }),
} as const;

describe.each(["routes", "override_host"] as const)("%s", (mode) => {
  test("a header names the pod", async () => {
    const pods = [await startPod("a-pod"), await startPod("b-pod"), await startPod("c-pod")];
    const gateway = await startTestGateway({ pods, routing: { mode } });
    for (const pod of pods)
      expect(await countAnswers(gateway, 10, namedBy[mode](pod))).toEqual({ [pod.podId]: 10 });
  });

  test("a request that names no pod is spread over the open ones only", async () => {
    const pods = [
      await startPod("a-pod"),
      await startPod("b-pod", { state: "draining" }),
      await startPod("c-pod"),
      await startPod("d-pod", { state: "draining" }),
      await startPod("e-pod", { state: "draining" }),
    ];
    const gateway = await startTestGateway({ pods, routing: { mode } });
    const counts = await countAnswers(gateway, 200);
    expect(Object.keys(counts).sort()).toEqual(["a-pod", "c-pod"]);
    for (const pod of pods) expect(await whoAnswers(gateway, "/", namedBy[mode](pod))).toBe(pod.podId);
  });

  test("a request that names a pod that is not there is spread, too", async () => {
    const pods = [await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
    const gateway = await startTestGateway({ pods, routing: { mode } });
    const headers = namedBy[mode]({ routeId: "gone", endpoint: "127.0.0.1:1" });
    expect(await countAnswers(gateway, 40, headers)).toEqual({ "a-pod": 40 });
  });

  test("when every pod is draining, they still serve", async () => {
    const pods = [
      await startPod("a-pod", { state: "draining" }),
      await startPod("b-pod", { state: "draining" }),
    ];
    const gateway = await startTestGateway({ pods, routing: { mode } });
    const counts = await countAnswers(gateway, 60);
    expect(Object.keys(counts).sort()).toEqual(["a-pod", "b-pod"]);
  });

  test("one open pod among many draining ones takes all that is spread", async () => {
    const open = await startPod("open-pod");
    const draining = await startPod("draining-pod", { state: "draining" });
    const many = Array.from({ length: 250 }, (_, index) => ({
      ...draining,
      podId: `draining-${index}`,
      routeId: `draining-${index}`,
      endpoint: `127.0.2.${index + 1}:9`,
    }));
    const gateway = await startTestGateway({ pods: [...many, draining, open], routing: { mode } });
    expect(await countAnswers(gateway, 100)).toEqual({ "open-pod": 100 });
  });

  test("without any pod the answer is 503, until there is one", async () => {
    const gateway = await startTestGateway({ pods: [], routing: { mode } });
    expect(await whoAnswers(gateway)).toMatch(/^503 /);
    const pod = await startPod("a-pod");
    await gateway.update({ pods: [pod] });
    expect(await whoAnswers(gateway)).toBe("a-pod");
  });

  test("a request that is spread goes on to another pod when its pod is dead", async () => {
    const dead = await startPod("dead-pod");
    const pods = [dead, await startPod("a-pod")];
    const gateway = await startTestGateway({ pods, routing: { mode } });
    dead.close();
    expect(await countAnswers(gateway, 40)).toEqual({ "a-pod": 40 });
  });
});

test("in routes mode the query names the pod, exactly, wherever it stands", async () => {
  const pods = [await startPod("a.1-pod"), await startPod("b-pod", { state: "draining" })];
  const renamed = pods.map((pod) => ({ ...pod, routeId: pod.podId.replace(".", "-") }));
  const gateway = await startTestGateway({ pods: renamed, routing: { mode: "routes" } });
  expect(await whoAnswers(gateway, "/?podId=b-pod")).toBe("b-pod");
  expect(await whoAnswers(gateway, "/path?x=1&podId=b-pod&y=")).toBe("b-pod");
  expect(await whoAnswers(gateway, "/?podId=a.1-pod")).toBe("a.1-pod");
  expect((await gateway.stats("cluster.pool.upstream_rq_total"))["cluster.pool.upstream_rq_total"]).toBe(0);
  expect(await whoAnswers(gateway, "/?podId=aX1-pod")).toBe("a.1-pod");
  expect((await gateway.stats("cluster.pool.upstream_rq_total"))["cluster.pool.upstream_rq_total"]).toBe(1);
});

test("in routes mode the header goes before the query", async () => {
  const pods = [await startPod("a-pod"), await startPod("b-pod")];
  const gateway = await startTestGateway({ pods, routing: { mode: "routes" } });
  // The first pod's query route stands before the second pod's header route, as Istio orders them.
  expect(await whoAnswers(gateway, "/?podId=b-pod", { "x-fairlead-pod": "a" })).toBe("a-pod");
});

test("the query parameter has the name that is set, or none", async () => {
  const pods = [await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
  const named = await startTestGateway({ pods, routing: { mode: "routes", queryParam: "room" } });
  expect(await whoAnswers(named, "/?room=b-pod")).toBe("b-pod");
  expect(await whoAnswers(named, "/?podId=b-pod")).toBe("a-pod");
  const headerOnly = await startTestGateway({ pods, routing: { mode: "routes", queryParam: "" } });
  expect(await whoAnswers(headerOnly, "/?podId=b-pod")).toBe("a-pod");
  expect(await whoAnswers(headerOnly, "/", { "x-fairlead-pod": "b" })).toBe("b-pod");
});

test("override_host takes the first endpoint of a list that is there", async () => {
  const pods = [await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
  const gateway = await startTestGateway({ pods, routing: { mode: "override_host" } });
  const headers = { "x-fairlead-endpoint": `127.0.0.1:1,${pods[1]?.endpoint}` };
  expect(await whoAnswers(gateway, "/", headers)).toBe("b-pod");
});

test("override_host goes on to the next endpoint of a list when the first is dead", async () => {
  const dead = await startPod("dead-pod");
  const pods = [dead, await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
  const gateway = await startTestGateway({ pods, routing: { mode: "override_host" } });
  dead.close();
  const headers = { "x-fairlead-endpoint": `${dead.endpoint},${pods[2]?.endpoint}` };
  expect(await countAnswers(gateway, 10, headers)).toEqual({ "b-pod": 10 });
});

test("override_host goes on to an open pod when every endpoint of a list is dead", async () => {
  const dead = await startPod("dead-pod", { state: "draining" });
  const pods = [dead, await startPod("a-pod"), await startPod("b-pod", { state: "draining" })];
  const gateway = await startTestGateway({ pods, routing: { mode: "override_host" } });
  dead.close();
  expect(await countAnswers(gateway, 10, { "x-fairlead-endpoint": dead.endpoint })).toEqual({ "a-pod": 10 });
});
