import { z } from "zod";
import type { CaseConstants, CaseFile, ReplayCase } from "./case-file.ts";
import { differences } from "./compare.ts";
import { runGroupPods } from "./group-pods-layer.ts";
import {
  runBehaviorLimit,
  runClampNoBehavior,
  runClampWithBehavior,
  runScaleEventStore,
  runStabilizeDownOnly,
  runStabilizeWithBehavior,
} from "./limit-layers.ts";
import { runReconcile } from "./reconcile-layer.ts";
import { runReplicas, type Got } from "./replicas-layer.ts";

const layers = new Map<unknown, (fields: unknown, constants: CaseConstants) => Got>([
  ["replicas", runReplicas],
  ["groupPods", runGroupPods],
  ["clampNoBehavior", runClampNoBehavior],
  ["behaviorLimit", runBehaviorLimit],
  ["clampWithBehavior", runClampWithBehavior],
  ["stabilizeDownOnly", runStabilizeDownOnly],
  ["stabilizeWithBehavior", runStabilizeWithBehavior],
  ["scaleEventStore", runScaleEventStore],
  ["reconcile", runReconcile],
]);

/** What became of a case. */
export interface CaseResult {
  readonly id: string;
  /** What was expected and got; absent where the case passed. */
  readonly failure?: string;
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? one.toString() : one)) ??
  "nothing";

function replayCase({ id, fields }: ReplayCase, constants: CaseConstants): CaseResult {
  const run = layers.get(fields["layer"]);
  if (run === undefined) {
    const known = [...layers.keys()].join(", ");
    return { id, failure: `the layer ${show(fields["layer"])} is not known; there are ${known}` };
  }
  try {
    const found = differences(fields, run(fields, constants));
    if (found.length === 0) return { id };
    const failure = found
      .map(({ name, expected, got }) => `${name}: expected ${show(expected)}, got ${show(got)}`)
      .join("; ");
    return { id, failure };
  } catch (error) {
    if (error instanceof z.ZodError)
      return { id, failure: `the case is not of the form:\n${z.prettifyError(error)}` };
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Replays every case of a file. */
export const replayCases = ({ cases, constants }: CaseFile): CaseResult[] =>
  cases.map((one) => replayCase(one, constants));
