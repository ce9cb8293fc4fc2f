import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "pod-picking", include: ["src/**/*.test.ts"] } });
