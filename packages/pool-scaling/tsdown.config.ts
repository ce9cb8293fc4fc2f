import { defineConfig } from "tsdown";
import { library } from "../../tsdown.config.ts";

export default defineConfig({ ...library, entry: ["src/index.ts"] });
