import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

export default defineConfig({
  ...library,
  entry: ["src/index.ts", "src/wire.ts", "src/testing/index.ts", "src/testing/fast-check.ts"],
});
