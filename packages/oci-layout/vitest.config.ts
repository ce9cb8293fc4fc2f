import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { name: "oci-layout", include: ["src/**/*.test.ts"] },
});
