import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "routing-schema",
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
    typecheck: { enabled: true, include: ["src/**/*.test-d.ts"], tsconfig: "tsconfig.json" },
  },
});
