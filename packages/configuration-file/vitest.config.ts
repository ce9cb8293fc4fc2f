import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { name: "configuration-file", include: ["src/**/*.test.ts"] },
});
