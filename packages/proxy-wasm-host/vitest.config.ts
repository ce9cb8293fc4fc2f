import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "proxy-wasm-host",
    include: ["src/**/*.test.ts"],
    globalSetup: ["src/testing/global-setup.ts"],
  },
});
