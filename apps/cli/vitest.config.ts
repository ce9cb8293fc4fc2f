import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "cli",
    include: ["src/**/*.test.ts"],
    exclude: ["src/**/*.testbed.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
