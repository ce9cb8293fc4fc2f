import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "pool-scaling", include: ["{src,proof}/**/*.test.ts"] } });
