import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "lookup-service",
    include: ["src/**/*.test.ts"],
    exclude: ["src/**/*.testbed.test.ts"],
    testTimeout: 180_000,
  },
});
