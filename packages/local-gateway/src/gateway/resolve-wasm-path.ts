import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { LocalGatewayError } from "./local-gateway-error.ts";

const PACKAGED = "@fairlead/gateway-filter/plugin.wasm";

/**
 * Path of the filter's module: the one given, else that of `@fairlead/gateway-filter`.
 *
 * @throws LocalGatewayError `filter_missing`.
 */
export async function resolveWasmPath(given: string | undefined): Promise<string> {
  try {
    const path =
      given === undefined ? createRequire(import.meta.url).resolve(PACKAGED) : resolve(given);
    await access(path);
    return path;
  } catch (error) {
    const message =
      given === undefined
        ? `${PACKAGED} is not there. In this repository, build it: pnpm turbo build --filter=@fairlead/gateway-filter`
        : `There is no readable module at ${given}, named by filter.wasmPath`;
    throw new LocalGatewayError("filter_missing", `${message}.`, { cause: error });
  }
}
