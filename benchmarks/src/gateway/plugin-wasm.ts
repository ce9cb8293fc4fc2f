import { fileURLToPath } from "node:url";

/** The release build of the filter. */
export const pluginWasmPath = (): string =>
  fileURLToPath(import.meta.resolve("@fairlead/gateway-filter/plugin.wasm"));
