import type { z } from "zod";
import { parseDocument, type ParsedDocument } from "./document/parse-document.ts";
import { ConfigurationError } from "./issues/configuration-error.ts";
import { locateIssues } from "./issues/locate-issues.ts";
import { environmentLayer, type ConfigurationEnvironment } from "./layers/environment-layer.ts";
import { flagLayer, type ConfigurationFlag } from "./layers/flag-layer.ts";
import { isMapping, type ConfigurationOrigin, type ConfigurationPath, type Layer } from "./layers/layer.ts";
import { mergeLayers, originInLayers } from "./layers/merge-layers.ts";
import { describeSchema } from "./schema/json-schema.ts";
import { listSettings } from "./schema/list-settings.ts";

/** What a configuration is made of; a later origin wins: defaults, file, environment, flags. */
export interface ParseConfigurationOptions<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Values below the file's, beside the defaults of the schema itself. */
  readonly defaults?: unknown;
  /** A YAML or JSON text, with the name that faults are reported under. */
  readonly file?: { readonly name: string; readonly text: string };
  readonly environment?: ConfigurationEnvironment;
  /** Every flag that sets a value, absent ones too: they are named in mends. */
  readonly flags?: readonly ConfigurationFlag[];
}

/** A configuration that fits its schema. */
export interface ParsedConfiguration<Output> {
  readonly configuration: Output;
  /** Who decided the value at a path; `undefined` for a default of the schema. */
  origin(path: ConfigurationPath): ConfigurationOrigin | undefined;
  /** Environment variables with the prefix that set nothing: most likely misspelled. */
  readonly unknownVariables: readonly string[];
}

const notAMapping = (file: string, document: ParsedDocument): ConfigurationError =>
  new ConfigurationError([
    {
      origin: { kind: "file", file },
      file,
      ...document.position([]),
      path: [],
      value: undefined,
      isWithheld: true,
      message: "A configuration is a mapping of keys to values.",
      mend: "write `key: value` lines, or a JSON object.",
    },
  ]);

/**
 * Merges and validates a configuration without touching the file system.
 *
 * @throws {ConfigurationError} `configuration_invalid` with all faults at once.
 * @throws {FairleadError} `configuration_unreadable` when the text is neither YAML nor JSON.
 */
export function parseConfiguration<Schema extends z.ZodType>(
  options: ParseConfigurationOptions<Schema>,
): ParsedConfiguration<z.output<Schema>> {
  const { schema, defaults, file, environment, flags = [] } = options;
  const settings = environment === undefined && flags.length === 0 ? [] : listSettings(schema);
  const layers: Layer[] = [];
  if (defaults !== undefined) layers.push({ tree: defaults, origin: () => ({ kind: "default" }) });
  const document = file === undefined ? undefined : parseDocument(file.text, file.name);
  if (file !== undefined && document !== undefined) {
    if (!isMapping(document.tree)) throw notAMapping(file.name, document);
    layers.push({ tree: document.tree, origin: () => ({ kind: "file", file: file.name }) });
  }
  const variables = environment === undefined ? undefined : environmentLayer(environment, settings);
  if (variables !== undefined) layers.push(variables.layer);
  layers.push(flagLayer(flags, settings));

  const merged = mergeLayers(layers);
  const result = schema.safeParse(merged);
  if (!result.success) {
    const samePath = (left: ConfigurationPath, right: ConfigurationPath): boolean =>
      left.join("\0") === right.join("\0");
    throw new ConfigurationError(
      locateIssues(result.error, {
        schema: describeSchema(schema),
        layers,
        merged,
        ...(file !== undefined && document !== undefined && { file: { name: file.name, document } }),
        otherWays: (path) => [
          ...settings.flatMap((setting) =>
            environment !== undefined && samePath(setting.path, path)
              ? [environment.prefix + setting.variable]
              : [],
          ),
          ...flags.flatMap((flag) => (samePath(flag.path, path) ? [flag.flag] : [])),
        ],
      }),
    );
  }
  return {
    configuration: result.data,
    origin: (path) => originInLayers(layers, path),
    unknownVariables: variables?.unknown ?? [],
  };
}
