import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "controller-kit",
    include: ["src/**/*.test.ts"],
    // These have a real API server: `pnpm test:cluster`.
    exclude: ["src/**/*.testbed.test.ts"],
    testTimeout: 30_000,
  },
});
