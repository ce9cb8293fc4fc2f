import { defineConfig } from "tsdown";
import { application } from "../../tsdown.config.ts";

export default defineConfig({
  ...application,
  entry: ["src/main.ts"],
  outputOptions: { codeSplitting: false },
});
