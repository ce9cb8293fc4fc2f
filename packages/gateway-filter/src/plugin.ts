import { existsSync, readFileSync } from "node:fs";
import { FairleadError } from "@fairlead/routing-schema";

/** The compiled filter and what is needed to deliver it. */
export interface Plugin {
  /** Where `plugin.wasm` lies, as a `file:` URL. */
  readonly url: URL;
  /** Version of this package. */
  readonly version: string;
  /** proxy-wasm ABI that the module speaks. */
  readonly abiVersion: string;
  /** SHA-256 of the module, 64 hexadecimal digits: `sha256` of a `WasmPlugin`. */
  readonly sha256: string;
  /** Size of the module. */
  readonly sizeBytes: number;
}

/** The source lies in `src` beside `dist`, the built entry in `dist` itself. */
const dist = new URL(import.meta.url.endsWith(".ts") ? "../dist/" : "./", import.meta.url);

/**
 * Finds the compiled filter.
 *
 * @param directory where `plugin.wasm` and `plugin.json` lie; default: this package's `dist`
 * @throws {FairleadError} `filter_missing` when it has not been built
 * @example
 * ```ts
 * const { url, sha256 } = readPlugin();
 * ```
 */
export function readPlugin(directory: URL = dist): Plugin {
  const url = new URL("plugin.wasm", directory);
  const description = new URL("plugin.json", directory);
  if (!existsSync(url) || !existsSync(description)) {
    throw new FairleadError(
      "filter_missing",
      `${url.pathname} is not there. Build it: pnpm turbo build --filter=@fairlead/gateway-filter`,
      { details: { path: url.pathname } },
    );
  }
  return { url, ...(JSON.parse(readFileSync(description, "utf8")) as Omit<Plugin, "url">) };
}
