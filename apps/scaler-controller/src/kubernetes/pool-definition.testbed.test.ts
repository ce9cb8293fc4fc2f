import { resourcePath } from "@fairlead/controller-kit";
import { podPoolStatusSchema, type PodPoolStatus } from "@fairlead/routing-schema";
import { contractSamples } from "@fairlead/routing-schema/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKubernetesWorld, type KubernetesWorld } from "../testing/open-kubernetes-world.ts";
import { podPools, type PodPoolObject } from "./resources.ts";

let world: KubernetesWorld;
beforeAll(async () => {
  world = await openKubernetesWorld({ port: 8080, scaling: { minReplicas: 2 } });
});
afterAll(() => world.close());

const { invalid, invalidTogether, valid } = contractSamples["pod-pool"];
const isPool = (sample: unknown): sample is { kind: string; metadata: { name: string }; spec: unknown } =>
  typeof sample === "object" && sample !== null && (sample as { kind?: unknown }).kind === "PodPool";

/** Has the API server check an object to the last field, and store nothing. */
function check(sample: { readonly metadata: object }): Promise<unknown> {
  const { namespace } = world.pool.names;
  return world.direct.client.request({
    method: "POST",
    path: resourcePath(podPools, { namespace }),
    query: { dryRun: "All", fieldValidation: "Strict" },
    body: { ...sample, metadata: { ...sample.metadata, namespace } },
  });
}

describe("the resource PodPool, at a real API server", () => {
  it.each(valid.filter(isPool).map((sample) => [JSON.stringify(sample.spec), sample] as const))(
    "takes %s",
    async (_, sample) => {
      await expect(check({ ...sample, metadata: { name: "other" } })).resolves.toBeDefined();
    },
  );

  it.each(
    [...invalid, ...invalidTogether]
      .filter(isPool)
      .map((sample) => [JSON.stringify({ metadata: sample.metadata, spec: sample.spec }), sample] as const),
  )("refuses %s", async (_, sample) => {
    // Every namespace of the contract is one; the test's own is written over it.
    await expect(check(sample)).rejects.toThrow();
  });

  it("keeps a status apart from what the user writes, and shows both to kubectl scale", async () => {
    const { namespace, pool } = world.pool.names;
    const place = { namespace, name: pool };
    const status: PodPoolStatus = {
      observedGeneration: 1,
      replicas: 3,
      selector: "fairlead.dev/pool=chat",
      desiredReplicas: 3,
      why: "3 pods are wanted by the load.",
      phases: { starting: 1, open: 2, draining: 0, closed: 0 },
      clients: 12,
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "Serving",
          message: "2 pods are open.",
          lastTransitionTime: "2026-01-02T03:04:05Z",
        },
      ],
      pods: [
        { name: "chat-1-x7k4q", routeId: "chat-1", phase: "open", clients: 12, why: "serves 12 clients" },
      ],
      memory: { pool: { revision: 7, anything: ["at", { all: true }] } },
    };
    const write = { type: "merge", subresource: "status" } as const;
    await world.direct.podPools.patch(place, { status, spec: { port: 1 } }, write);
    const stored: PodPoolObject = await world.direct.podPools.get(place);
    expect(podPoolStatusSchema.parse(stored.status)).toEqual(status);
    expect(stored.spec).toMatchObject({ port: 8080, scaling: { minReplicas: 2, maxReplicas: 10 } });

    const scale = { ...place, subresource: "scale" };
    const path = resourcePath(podPools, scale);
    expect(await world.direct.client.request({ method: "GET", path })).toMatchObject({
      spec: { replicas: 2 },
      status: { replicas: 3, selector: "fairlead.dev/pool=chat" },
    });
    await world.direct.podPools.patch(scale, { spec: { replicas: 4 } }, { type: "merge" });
    expect((await world.direct.podPools.get(place)).spec).toMatchObject({ scaling: { minReplicas: 4 } });
  });
});
