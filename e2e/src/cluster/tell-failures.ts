import { POD_POOL_KIND } from "@fairlead/routing-schema";
import { afterEach } from "vitest";
import { openWorlds, type ClusterWorld } from "./cluster-world.ts";

const LOG_LINES = 40;

/** The pools' status, and the last that the scaler says. */
async function describeWorld({ bed, pools }: ClusterWorld): Promise<string> {
  const logs = bed.kubelet
    .pods()
    .filter(({ pod }) => pod.metadata.name.startsWith("fairlead-scaler"))
    .map(async (worker) => {
      const lines = (await worker.log()).trimEnd().split("\n").slice(-LOG_LINES);
      return [worker.pod.metadata.name, ...lines].join("\n");
    });
  const statuses = pools.all().map(({ metadata, status }) => {
    const { clients, conditions, phases, pods, why } = status ?? {};
    return `${metadata.name} ${JSON.stringify({ clients, phases, why, pods, conditions })}`;
  });
  return [`${POD_POOL_KIND}s:`, ...statuses, ...(await Promise.all(logs))].join("\n");
}

// What a test that fails leaves behind is gone with its world, and some of it happens once in a hundred runs.
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const world of openWorlds) console.log(`after "${task.name}":\n${await describeWorld(world)}`);
});
