import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { application } from "../../tsdown.config.ts";

export default defineConfig({
  ...application,
  entry: ["src/main.ts"],
  outputOptions: { codeSplitting: false },
  hooks: {
    // The gateway of one host runs the filter from beside the bundle, where no package is installed.
    "build:done": () =>
      copyFile(
        fileURLToPath(import.meta.resolve("@fairlead/gateway-filter/plugin.wasm")),
        "dist/plugin.wasm",
      ),
  },
});
