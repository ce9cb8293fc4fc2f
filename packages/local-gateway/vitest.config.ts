import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { name: "local-gateway", include: ["src/**/*.test.ts"], testTimeout: 180_000 },
});
