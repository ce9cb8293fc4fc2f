import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "e2e",
    include: ["src/**/*.test.ts"],
    exclude: ["src/**/*.testbed.test.ts"],
    // A real Envoy starts in each file; the first one may have to be fetched.
    hookTimeout: 120_000,
    testTimeout: 180_000,
    maxWorkers: 2,
  },
});
