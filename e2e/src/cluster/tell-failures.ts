import { readFile } from "node:fs/promises";
import { POD_POOL_KIND } from "@fairlead/routing-schema";
import { afterEach } from "vitest";
import { openWorlds, type ClusterWorld } from "./cluster-world.ts";

const LOG_LINES = 40;

const tailOf = (log: string): readonly string[] => log.trimEnd().split("\n").slice(-LOG_LINES);

/** The pools' status, and the last that the scaler and istiod say. */
async function describeWorld({ bed, pools }: ClusterWorld): Promise<string> {
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
  return [`${POD_POOL_KIND}s:`, ...statuses, ...(await Promise.all(logs)), bed.istiod.name, ...istiod].join("\n");
}

// What a test that fails leaves behind is gone with its world, and some of it happens once in a hundred runs.
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const world of openWorlds) console.log(`after "${task.name}":\n${await describeWorld(world)}`);
});
