import { defineConfig } from "vitest/config";

/** `pnpm test:cluster`: the tests that have a real API server, which may have to be built first. */
export default defineConfig({
  test: {
    projects: [
      "{packages,apps}/*/vitest.testbed.config.ts",
      "e2e/vitest.testbed.config.ts",
      "e2e/testbed/vitest.config.ts",
    ],
  },
});
