import { coerceText } from "../schema/coerce-text.ts";
import type { ConfigurationSetting } from "../schema/list-settings.ts";
import type { Layer } from "./layer.ts";
import { plantValue } from "./plant-value.ts";

/** Environment variables that set values of the configuration. */
export interface ConfigurationEnvironment {
  /** What the names begin with: `FAIRLEAD_LOOKUP_`. */
  readonly prefix: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Names with the prefix that mean something else to the program. */
  readonly reserved?: readonly string[];
}

/**
 * What Kubernetes writes into every container for each Service of the namespace; a Service whose
 * name begins like the prefix must not count as a misspelled setting.
 */
const SERVICE_LINK = /_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)?)$/;

/** The layer of the variables that are set, and those with the prefix that set nothing. An empty variable counts as unset. */
export function environmentLayer(
  environment: ConfigurationEnvironment,
  settings: readonly ConfigurationSetting[],
): { layer: Layer; unknown: readonly string[] } {
  const { prefix, variables, reserved = [] } = environment;
  const tree: Record<string, unknown> = {};
  const byVariable = new Map(settings.map((setting) => [prefix + setting.variable, setting]));
  const byPath = new Map(
    settings.map((setting) => [JSON.stringify(setting.path), prefix + setting.variable]),
  );
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(variables)) {
    if (!variable.startsWith(prefix) || text === undefined || text === "" || reserved.includes(variable))
      continue;
    const setting = byVariable.get(variable);
    if (setting !== undefined) plantValue(tree, setting.path, coerceText(text, setting));
    else if (!SERVICE_LINK.test(variable)) unknown.push(variable);
  }
  return {
    layer: {
      tree,
      origin: (path) => ({
        kind: "environment",
        variable: byPath.get(JSON.stringify(path)) ?? `${prefix}*`,
      }),
    },
    unknown: unknown.sort(),
  };
}
