import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "workload-reporter", include: ["src/**/*.test.ts"] } });
