import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { createAssemblyScriptPool } from "vitest-pool-assemblyscript/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "gateway-filter", include: ["src/**/*.test.ts"] } },
      {
        test: {
          name: "gateway-filter-assembly",
          include: ["assembly/**/*.as.test.ts"],
          pool: createAssemblyScriptPool({
            // The compiler looks for packages from the directory that the run was started in.
            extraCompilerFlags: ["--path", fileURLToPath(new URL("node_modules", import.meta.url))],
          }),
        },
      },
    ],
  },
});
