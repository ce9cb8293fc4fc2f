import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readConfiguration } from "@fairlead/configuration-file";
import { formatPoolId } from "@fairlead/routing-schema";
import { parse } from "yaml";
import type { StackConfigurationFile } from "./read-stack-configuration.ts";
import { parseName } from "./parse-name.ts";
import {
  DEFAULT_PODS,
  localPodPoolSchema,
  localSpecSchema,
  QUICK_PROFILE,
  type LocalSpec,
  type PoolSettings,
} from "./pool-settings.ts";
import { usageError } from "./usage-error.ts";

/** Flags that say what the pool is. Those that set a value of the spec are as the user wrote them. */
export interface PoolFlags {
  readonly name?: string | undefined;
  readonly pods?: number | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly target?: string | undefined;
  readonly pool?: string | undefined;
  readonly routing?: "routes" | "override-host" | undefined;
  readonly workloadPath?: string | undefined;
}

const DEFAULT_NAME = "app";

function checkTogether(flags: PoolFlags, { file, sets }: StackConfigurationFile): void {
  const following = [
    ["--min", flags.min],
    ["--max", flags.max],
    ["--target", flags.target],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (flags.pods !== undefined && following.length > 0) {
    throw usageError(
      `--pods is a fixed number of pods, ${following.join(" and ")} are for one that follows the clients. Leave out --pods, or the others.`,
    );
  }
  const twice = ["workload", "picking"].filter((key) => sets(["lookup", key]));
  if (flags.pool !== undefined && twice.length > 0) {
    throw usageError(
      `${file ?? "--config"} sets lookup.${twice.join(" and lookup.")}, which ${flags.pool} says of the pool. Move it there.`,
    );
  }
}

/** Whether a file holds a whole object rather than its spec; a file that cannot be read is told of later. */
async function holdsObject(file: string): Promise<boolean> {
  try {
    const tree: unknown = parse(await readFile(file, "utf8"));
    return (
      typeof tree === "object" &&
      tree !== null &&
      ["apiVersion", "kind", "metadata", "spec"].some((key) => key in tree)
    );
  } catch {
    return false;
  }
}

/** The layers under the file: what is quick on one host, and what `--config` says of the pool. */
function defaultsOf(flags: PoolFlags, { configuration, sets }: StackConfigurationFile): object {
  const { picking, workload } = configuration.lookup;
  const chosen = Object.entries(picking).filter(([key]) => sets(["lookup", "picking", key]));
  const isSaid = [flags.pods, flags.min, flags.max, flags.target, flags.pool].some(
    (flag) => flag !== undefined,
  );
  const fixed = { minReplicas: DEFAULT_PODS, maxReplicas: DEFAULT_PODS };
  return {
    ...(sets(["lookup", "workload"]) ? { workload } : { workload: { format: "json" } }),
    picking: { ...QUICK_PROFILE.picking, ...Object.fromEntries(chosen) },
    routing: { queryParameter: configuration.filter.query_param },
    scaling: { ...QUICK_PROFILE.scaling, ...(isSaid ? {} : fixed) },
  };
}

const flagsBelow = (flags: PoolFlags, ...root: string[]) => {
  const pods = flags.pods === undefined ? undefined : String(flags.pods);
  const mode = flags.routing === "routes" ? "subset" : flags.routing;
  const scaling = (key: string): string[] => [...root, "scaling", key];
  return [
    { flag: "--min", path: scaling("minReplicas"), value: flags.min },
    { flag: "--max", path: scaling("maxReplicas"), value: flags.max },
    { flag: "--target", path: scaling("targetClientsPerPod"), value: flags.target },
    // Absent ones are named in mends, where --pods would mislead.
    ...(pods === undefined
      ? []
      : [
          { flag: "--pods", path: scaling("minReplicas"), value: pods },
          { flag: "--pods", path: scaling("maxReplicas"), value: pods },
        ]),
    { flag: "--routing", path: [...root, "routing", "mode"], value: mode },
    { flag: "--workload-path", path: [...root, "workload", "path"], value: flags.workloadPath },
  ];
};

/**
 * Reads what the pool is: the file of `--pool`, a `PodPool` or its spec, with the flags above it and the
 * quick profile below.
 *
 * @throws FairleadError `usage_invalid`, `configuration_invalid`, `configuration_unreadable`
 */
export async function readPool(
  flags: PoolFlags,
  stack: StackConfigurationFile,
  workingDirectory: string,
): Promise<PoolSettings> {
  checkTogether(flags, stack);
  const file = flags.pool === undefined ? undefined : resolve(workingDirectory, flags.pool);
  const defaults = defaultsOf(flags, stack);
  let metadata: { readonly name: string; readonly namespace: string } | undefined;
  let read: LocalSpec;
  if (file !== undefined && (await holdsObject(file))) {
    const { configuration } = await readConfiguration({
      schema: localPodPoolSchema,
      defaults: { spec: defaults },
      file,
      flags: flagsBelow(flags, "spec"),
    });
    ({ metadata, spec: read } = configuration);
  } else {
    const { configuration } = await readConfiguration({
      schema: localSpecSchema,
      defaults,
      file,
      flags: flagsBelow(flags),
    });
    read = configuration;
  }
  const { port: _, template: __, ...spec } = read;
  const name = flags.name ?? parseName(metadata?.name ?? DEFAULT_NAME);
  return { id: formatPoolId(metadata?.namespace ?? "default", name), name, spec };
}
