import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "e2e in a cluster",
    include: ["src/cluster/**/*.testbed.test.ts"],
    setupFiles: ["src/cluster/tell-failures.ts"],
    // A part of the bed may have to be built first.
    hookTimeout: 1_800_000,
    testTimeout: 180_000,
    maxConcurrency: 3,
    maxWorkers: 2,
  },
});
