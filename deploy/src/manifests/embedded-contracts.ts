import {
  filterConfigurationSchema,
  lookupServiceConfigurationSchema,
  podsFileSchema,
  scalerControllerConfigurationSchema,
} from "@fairlead/routing-schema";
import { parse } from "yaml";
import { z } from "zod";
import { isRecord, type Manifest } from "./manifest.ts";

/** Where a Valkey is; who may read a ConfigMap must not learn a password. */
const valkeyUrlSchema = z
  .url({ protocol: /^(?:valkey|redis)s?$/ })
  .refine((text) => new URL(text).password === "", "a password belongs into the Secret");

/** Files that ConfigMaps carry, by their name. */
const FILES: Readonly<Record<string, z.ZodType>> = {
  "valkey-url": valkeyUrlSchema,
  "lookup.yaml": lookupServiceConfigurationSchema,
  "pods.yaml": podsFileSchema,
  "scaler.yaml": scalerControllerConfigurationSchema,
};

function explain(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : [z.prettifyError(error)];
}

/** What is wrong with the configurations of Fairlead that a manifest carries. */
export function embeddedProblems(manifest: Manifest): string[] {
  if (manifest.kind === "WasmPlugin" && isRecord(manifest["spec"]))
    return explain(filterConfigurationSchema, manifest["spec"]["pluginConfig"]);
  if (
    manifest.kind === "TrafficExtension" &&
    isRecord(manifest["spec"]) &&
    isRecord(manifest["spec"]["wasm"])
  )
    return explain(filterConfigurationSchema, manifest["spec"]["wasm"]["pluginConfig"]);
  if (manifest.kind === "ConfigMap" && isRecord(manifest["data"])) {
    return Object.entries(manifest["data"]).flatMap(([name, text]) => {
      const schema = FILES[name];
      if (schema === undefined) return [`data holds ${name}, which no part of Fairlead reads`];
      return explain(schema, parse(String(text)));
    });
  }
  return [];
}
