import { readFile } from "node:fs/promises";
import { LABEL_POOL, POD_POOL_KIND } from "@fairlead/routing-schema";
import { afterEach } from "vitest";
import { openWorlds, type ClusterWorld } from "./cluster-world.ts";

const LOG_LINES = 40;

const tailOf = (log: string): readonly string[] => log.trimEnd().split("\n").slice(-LOG_LINES);

/** Since when pods are ready, or are not. */
async function readinessOf({ items }: ClusterWorld): Promise<readonly string[]> {
  const pods = await items(`/api/v1/pods?labelSelector=${encodeURIComponent(LABEL_POOL)}`);
  return pods.map(({ metadata, status }) => {
    const { lastTransitionTime, status: isReady } =
      status?.conditions?.find(({ type }: { readonly type: string }) => type === "Ready") ?? {};
    return `${metadata.name} ready ${isReady} since ${lastTransitionTime}`;
  });
}

/** The pools' status, their pods, and the last that the scaler and istiod say. */
async function describeWorld(world: ClusterWorld): Promise<string> {
  const { bed, pools } = world;
  const logs = bed.kubelet
    .pods()
    .filter(({ pod }) => pod.metadata.name.startsWith("fairlead-scaler"))
    .map(async (worker) => {
      return [worker.pod.metadata.name, ...tailOf(await worker.log())].join("\n");
    });
  const istiod = tailOf(await readFile(bed.istiod.logPath, "utf8"));
  const statuses = pools.all().map(({ metadata, status }) => {
    const { clients, conditions, phases, pods, why } = status ?? {};
    return `${metadata.name} ${JSON.stringify({ clients, phases, why, pods, conditions })}`;
  });
  const readiness = await readinessOf(world);
  return [
    `${POD_POOL_KIND}s:`,
    ...statuses,
    ...readiness,
    ...(await Promise.all(logs)),
    bed.istiod.name,
    ...istiod,
  ].join("\n");
}

// What a test that fails leaves behind is gone with its world, and some of it happens once in a hundred runs.
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const world of openWorlds) console.log(`after "${task.name}":\n${await describeWorld(world)}`);
});
