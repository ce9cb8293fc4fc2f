import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

// The wire names of `@fairlead/routing-schema`, a development dependency, are written into the bundle,
// so that an application installs this package alone.
export default defineConfig({
  ...library,
  platform: "node",
  target: "node24",
  entry: ["src/index.ts", "src/hono.ts"],
});
