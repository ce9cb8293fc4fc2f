import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "cli on an API server",
    include: ["src/**/*.testbed.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
