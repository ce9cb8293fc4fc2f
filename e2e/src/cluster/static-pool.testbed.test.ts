import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import { callApi, startIstioBed, type IstioBed } from "@fairlead/testbed";

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const space = "fairlead";

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly podIP: string;
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

let bed: IstioBed;
beforeAll(async () => {
  bed = await startIstioBed({
    environment: process.env,
    onProgress: console.log,
    images: { "fairlead-lookup-service": [process.execPath, root("apps/lookup-service/src/main.ts")] },
  });
});
afterAll(() => bed.stop());

const lookupPods = async (): Promise<readonly Pod[]> => {
  const selector = "labelSelector=app.kubernetes.io/name=fairlead-lookup";
  const { text } = await callApi(bed.endpoint, { path: `/api/v1/namespaces/${space}/pods?${selector}` });
  return (JSON.parse(text) as { items: readonly Pod[] }).items;
};
const poolsOf = async (pod: Pod): Promise<string> => {
  const { close, host, port } = await bed.network.forward(pod.status.podIP, 8080);
  const answer = await fetch(`http://${host}:${port}/v1/pools`, { headers: { connection: "close" } });
  const text = await answer.text();
  await close();
  return text;
};

describe("deploy/overlays/static-pool", () => {
  it("is applied to an empty cluster, and brings up both replicas of the lookup service", async () => {
    await bed.kubectl(["apply", "-k", root("deploy/overlays/static-pool")]);
    await bed.kubectl(["-n", space, "rollout", "status", "deployment/fairlead-lookup", "--timeout=120s"]);
    const pods = await lookupPods();
    const readiness = pods.map(
      ({ status }) => status.conditions.find(({ type }) => type === "Ready")?.status,
    );
    expect(readiness).toEqual(["True", "True"]);
    expect(await Promise.all(pods.map(poolsOf))).toEqual([
      expect.stringContaining("default/chat"),
      expect.stringContaining("default/chat"),
    ]);
  });

  it("tells both replicas of a pool that is listed later, without a restart", async () => {
    const data = {
      "pods.yaml": "pools:\n  default/rooms:\n    - podId: rooms-0\n      endpoint: 192.0.2.20:8080\n",
    };
    const patch = JSON.stringify({ data });
    await bed.kubectl(["-n", space, "patch", "configmap/fairlead-pods", "--type=merge", `--patch=${patch}`]);
    const pods = await lookupPods();
    expect(pods).toHaveLength(2);
    await until("both know it", async () =>
      (await Promise.all(pods.map(poolsOf))).every((pools) => pools.includes("default/rooms")),
    );
    const [, other] = await lookupPods();
    expect(other?.metadata.name).toBe(pods[1]?.metadata.name);
  });
});
