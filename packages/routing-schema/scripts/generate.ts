import { readFileSync } from "node:fs";
import { errorCatalogue } from "../src/index.ts";
import * as wire from "../src/wire.ts";
import { assemblyScriptConstants } from "./assemblyscript-constants.ts";
import { contracts } from "./contracts.ts";
import { customResourceDefinitionFile } from "./custom-resource-definition.ts";
import { errorsDocument } from "./errors-document.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { contractJsonSchema } from "./json-schema.ts";

const WIRE_HEADER =
  "// Generated from packages/routing-schema/src/wire.ts by its scripts/generate.ts. Do not edit.\n";

/** Every file that is derived from the contracts. `scripts/generate.ts` of the repository writes them. */
export function contractFiles(): GeneratedFile[] {
  const wireSource = readFileSync(new URL("../src/wire.ts", import.meta.url), "utf8");
  return [
    {
      path: "packages/gateway-filter/assembly/generated/wire.ts",
      text: WIRE_HEADER + assemblyScriptConstants(wire, wireSource),
    },
    ...Object.entries(contracts).map(([name, schema]) => ({
      path: `packages/routing-schema/schema/${name}.json`,
      text: `${JSON.stringify(contractJsonSchema(name, schema), null, 2)}\n`,
    })),
    { path: "deploy/crd/podpool.yaml", text: customResourceDefinitionFile() },
    { path: "docs/errors.md", text: errorsDocument(errorCatalogue) },
  ];
}
