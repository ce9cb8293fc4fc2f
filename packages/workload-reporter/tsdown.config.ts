import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

export default defineConfig({
  ...library,
  entry: ["src/index.ts", "src/hono.ts"],
  // The wire constants are written into the bundle, so that an application installs this package alone.
  deps: { onlyBundle: ["@fairlead/routing-schema"] },
});
