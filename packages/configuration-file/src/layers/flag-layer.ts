import { coerceText } from "../schema/coerce-text.ts";
import type { ConfigurationSetting } from "../schema/list-settings.ts";
import { plantValue } from "./plant-value.ts";
import type { ConfigurationPath, Layer } from "./layer.ts";

/** A command-line flag that sets one value of the configuration. */
export interface ConfigurationFlag {
  /** As the user writes it: `--port`. */
  readonly flag: string;
  /** What it sets: `["listen", "port"]`. */
  readonly path: ConfigurationPath;
  /** As the user wrote it; `undefined` when the flag is absent. */
  readonly value: string | boolean | undefined;
}

/** The layer of the flags that are present. */
export function flagLayer(
  flags: readonly ConfigurationFlag[],
  settings: readonly ConfigurationSetting[],
): Layer {
  const tree: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  for (const { flag, path, value } of flags) {
    if (value === undefined) continue;
    const key = JSON.stringify(path);
    const setting = settings.find((candidate) => JSON.stringify(candidate.path) === key);
    plantValue(tree, path, typeof value === "string" ? coerceText(value, setting) : value);
    origins.set(key, flag);
  }
  return {
    tree,
    origin: (path) => ({ kind: "flag", flag: origins.get(JSON.stringify(path)) ?? "flags" }),
  };
}
