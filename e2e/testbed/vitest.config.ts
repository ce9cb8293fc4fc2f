import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "testbed",
    include: ["src/**/*.test.ts"],
    globalSetup: ["./src/vitest/api-server-setup.ts"],
    // A part of the bed may have to be built first.
    hookTimeout: 1_800_000,
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
