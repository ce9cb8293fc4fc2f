import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "controller-kit on an API server",
    include: ["src/**/*.testbed.test.ts"],
    globalSetup: ["@fairlead/testbed/vitest/api-server-setup"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
