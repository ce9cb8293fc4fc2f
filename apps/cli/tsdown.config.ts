import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "tsdown";
import { application } from "../../tsdown.config.ts";

/** One file for each process that the program starts, with everything in it. */
const program = (name: string, source: string): UserConfig => ({
  ...application,
  entry: { [name]: source },
  outputOptions: { codeSplitting: false },
  clean: false,
});

const inPackage = (name: string, path: string): string =>
  fileURLToPath(new URL(path, import.meta.resolve(`${name}/package.json`)));

export default defineConfig([
  program("main", "src/main.ts"),
  program("parts/envoy-finder", "src/stack/envoy-finder.ts"),
  program("parts/lookup-service", inPackage("@fairlead/lookup-service", "src/main.ts")),
  {
    ...program("parts/chat-rooms", inPackage("@fairlead/example-chat-rooms", "src/main.ts")),
    hooks: {
      // The filter lies beside the lookup service, which serves it; the page where the chat server looks for it.
      async "build:done"({ options: { outDir } }) {
        const filter = inPackage("@fairlead/gateway-filter", "dist/plugin.wasm");
        const page = inPackage("@fairlead/example-chat-rooms", "src/page/index.html");
        await mkdir(join(outDir, "page"), { recursive: true });
        await copyFile(filter, join(outDir, "parts/plugin.wasm"));
        await copyFile(page, join(outDir, "page/index.html"));
      },
    },
  },
]);
