import { FairleadError } from "@fairlead/routing-schema";
import type { Cluster } from "../cluster/open-cluster.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { ExplainOptions } from "./explain-options.ts";
import { findSubject, isNamed } from "./find-subject.ts";
import { unlistedPods } from "./pod-pool-view.ts";

/**
 * Says why a pool of a cluster, or one of its pods, is as it is: by the scaler that leads, or, where it cannot be asked,
 * by what it wrote into the status last.
 *
 * @throws FairleadError `unknown_pool`, `usage_invalid`, and those of the API server.
 */
export async function explainInCluster(
  cluster: Cluster,
  options: ExplainOptions,
  { output }: CommandContext,
): Promise<void> {
  const { pod: name, view } = await findSubject(cluster, options);
  const { pool, source } = view;
  const answer = await cluster.askScaler(pool);
  if ("silentBecause" in answer) {
    const note = `The scaler could not be asked: ${answer.silentBecause}. This is what it wrote into the status last.`;
    const told = { event: "explanation", source, answeredBy: "status", note, pool } as const;
    if (name === undefined) {
      const sentences = [`${pool}:`, ...view.why, "", ...view.pods.map(({ why }) => why)];
      output.tell({ ...told, pod: null, sentences, data: view });
      return;
    }
    const pod = view.pods.find((one) => isNamed(one, name));
    if (pod === undefined) {
      throw new FairleadError(
        "usage_invalid",
        `The status of ${pool} lists no pod ${name}, and ${unlistedPods(view)} pods are not listed. The scaler, which knows them, could not be asked: ${answer.silentBecause}.`,
      );
    }
    output.tell({ ...told, pod: pod.podId ?? pod.routeId, sentences: [pod.why], data: pod });
    return;
  }
  const told = { event: "explanation", source, answeredBy: answer.scalerPod, note: null, pool } as const;
  if (name === undefined) {
    output.tell({ ...told, pod: null, sentences: answer.text.trimEnd().split("\n"), data: answer.data });
    return;
  }
  const pod = answer.pool.pods.find((one) => isNamed(one, name));
  if (pod === undefined) {
    throw new FairleadError("usage_invalid", `${pool} has no pod ${name} any more.`);
  }
  output.tell({ ...told, pod: pod.podId ?? pod.routeId, sentences: [pod.why], data: pod });
}
