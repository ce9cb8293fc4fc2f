import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "{packages,apps,examples}/*/vitest.config.ts",
      "{benchmarks,deploy,e2e,scripts}/vitest.config.ts",
    ],
  },
});
