import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

export default defineConfig({
  ...library,
  platform: "node",
  entry: ["src/index.ts"],
  // The wasm and its description are there already; see scripts/build.ts.
  clean: false,
  // A module has no types.
  attw: { profile: "esm-only", level: "error", excludeEntrypoints: ["./plugin.wasm"] },
});
