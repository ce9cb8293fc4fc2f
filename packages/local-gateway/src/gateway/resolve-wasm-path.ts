import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readPlugin } from "@fairlead/gateway-filter";
import { LocalGatewayError } from "./local-gateway-error.ts";

/**
 * Path of the filter's module: the one given, else that of `@fairlead/gateway-filter`.
 *
 * @throws FairleadError `filter_missing`.
 */
export async function resolveWasmPath(given: string | undefined): Promise<string> {
  if (given === undefined) return fileURLToPath(readPlugin().url);
  const path = resolve(given);
  try {
    await access(path);
  } catch (error) {
    const message = `There is no readable module at ${path}, named by filter.wasmPath. Correct the path.`;
    throw new LocalGatewayError("filter_missing", message, { cause: error });
  }
  return path;
}
