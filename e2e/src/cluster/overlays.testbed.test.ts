import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import { podPool } from "@fairlead/routing-schema/testing";
import { callApi, serviceAccountEndpoint, startIstioBed, type IstioBed } from "@fairlead/testbed";

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const space = "fairlead";

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly podIP: string;
    readonly containerStatuses: readonly { readonly restartCount: number }[];
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

let bed: IstioBed;
beforeAll(async () => {
  bed = await startIstioBed({
    environment: process.env,
    onProgress: console.log,
    images: { "fairlead-lookup-service": [process.execPath, root("apps/lookup-service/dist/main.mjs")] },
  });
});
afterAll(() => bed.stop());

/** Without those that are on their way out. */
const lookupPods = async (): Promise<readonly Pod[]> => {
  const selector = "labelSelector=app.kubernetes.io/name=fairlead-lookup";
  const { text } = await callApi(bed.endpoint, { path: `/api/v1/namespaces/${space}/pods?${selector}` });
  const { items } = JSON.parse(text) as { items: readonly Pod[] };
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
};
const rollOut = (): Promise<string> =>
  bed.kubectl(["-n", space, "rollout", "status", "deployment/fairlead-lookup", "--timeout=120s"]);
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
    await rollOut();
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
    const nameAndRestarts = ({ metadata, status }: Pod) => [
      metadata.name,
      status.containerStatuses[0]?.restartCount,
    ];
    expect((await lookupPods()).map(nameAndRestarts)).toEqual(pods.map(({ metadata }) => [metadata.name, 0]));
  });
});

describe("deploy/components/kubernetes-source", () => {
  let overlay: string;
  beforeAll(async () => {
    overlay = await mkdtemp(join(tmpdir(), "fairlead-overlay-"));
    const kustomization = {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: [relative(overlay, root("deploy/base"))],
      components: [relative(overlay, root("deploy/components/kubernetes-source"))],
    };
    await writeFile(join(overlay, "kustomization.yaml"), JSON.stringify(kustomization));
  });
  afterAll(() => rm(overlay, { recursive: true, force: true }));

  it("has the lookup service follow PodPools under the rights of its account, which are no others", async () => {
    await bed.kubectl(["apply", "--server-side", "-f", root("deploy/crd/podpool.yaml")]);
    await bed.kubectl(["apply", "-k", overlay]);
    await rollOut();
    await bed.kubectl(["apply", "-f", "-"], JSON.stringify(podPool({ name: "lobby" })));
    await until("all replicas know the pool", async () =>
      (await Promise.all((await lookupPods()).map(poolsOf))).every((pools) =>
        pools.includes("default/lobby"),
      ),
    );
    const account = await serviceAccountEndpoint(bed, space, "fairlead-lookup");
    const statuses = ["/api/v1/pods", "/apis/fairlead.dev/v1alpha1/podpools", "/api/v1/secrets"].map(
      async (path) => (await callApi(account, { path })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 403]);
  });
});
