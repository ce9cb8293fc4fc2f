import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Response header: SHA-256 of the module, in hexadecimal. */
export const HEADER_SHA256 = "x-fairlead-sha256";

/** The compiled gateway filter. */
export interface FilterModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In hexadecimal, as Istio's `WasmPlugin` takes it. */
  readonly sha256: string;
}

/** Where the module lies: beside a bundled service, else in the package that builds it. */
function candidates(): (string | URL)[] {
  const found: (string | URL)[] = [new URL("plugin.wasm", import.meta.url)];
  try {
    found.push(fileURLToPath(import.meta.resolve("@fairlead/gateway-filter/plugin.wasm")));
  } catch {
    // A bundled service runs without the package.
  }
  return found;
}

/**
 * Reads the compiled filter, or gives `undefined` where it is not built.
 *
 * @param path of the module; by default it is looked for
 */
export async function readFilterModule(path?: string): Promise<FilterModule | undefined> {
  for (const candidate of path === undefined ? candidates() : [path]) {
    try {
      const bytes = new Uint8Array(await readFile(candidate));
      return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return undefined;
}
