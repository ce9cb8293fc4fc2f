import {
  explainIssues,
  FairleadError,
  formatPath,
  podPoolSpecSchema,
  type LookupPool,
} from "@fairlead/routing-schema";
import { z } from "zod";
import type { WatchedPool } from "./watched-objects.ts";

/** What a `PodPool` says of its pods. */
export interface DeclaredPool {
  /** Where clients are served; absent where it could never be read. */
  readonly port?: number;
  readonly settings?: LookupPool;
  /** Why the present spec cannot be read; what is above is the last good one. */
  readonly fault?: FairleadError;
}

const { port, workload, picking, routing } = podPoolSpecSchema.shape;

/** The part of the spec that is read here: a later release may add to the rest what it likes. */
const specSchema = z.object({ port, workload, picking, routing });

function unreadable({ metadata, spec }: WatchedPool, error: z.ZodError): FairleadError {
  const issues = explainIssues(error, spec).map(
    ({ path, value, message }) =>
      `${formatPath(["spec", ...path])} = ${JSON.stringify(value)?.slice(0, 100) ?? "(missing)"}: ${message}`,
  );
  return new FairleadError(
    "pod_pool_unreadable",
    `The PodPool ${metadata.namespace}/${metadata.name} has a spec that is not read here: ${issues.join("; ")}.`,
    { cause: error, details: { namespace: metadata.namespace, name: metadata.name } },
  );
}

/** Reads the spec of a `PodPool`. `before`: what was read of the same object earlier. */
export function readPool(podPool: WatchedPool, before: DeclaredPool | undefined): DeclaredPool {
  const { data, error } = specSchema.safeParse(podPool.spec);
  if (data === undefined) {
    return {
      ...(before?.port !== undefined && { port: before.port }),
      ...(before?.settings !== undefined && { settings: before.settings }),
      fault: unreadable(podPool, error),
    };
  }
  const { mode, queryParameter } = data.routing;
  return {
    port: data.port,
    settings: { workload: data.workload, picking: data.picking, routing: { mode, queryParameter } },
  };
}
