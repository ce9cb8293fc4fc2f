import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

export default defineConfig({ ...library, platform: "node", entry: ["src/index.ts"] });
