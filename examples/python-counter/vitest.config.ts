import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "example-python-counter", include: ["*.test.ts"] } });
