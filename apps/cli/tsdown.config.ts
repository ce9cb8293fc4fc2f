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

const inPackage = (path: string, packageUrl: string): string => fileURLToPath(new URL(path, packageUrl));

const lookupService = import.meta.resolve("@fairlead/lookup-service/package.json");
const scaler = import.meta.resolve("@fairlead/scaler-controller/package.json");
const chatRooms = import.meta.resolve("@fairlead/example-chat-rooms/package.json");
const gatewayFilter = import.meta.resolve("@fairlead/gateway-filter/package.json");

export default defineConfig([
  program("main", "src/main.ts"),
  program("parts/envoy-finder", "src/stack/envoy-finder.ts"),
  program("parts/lookup-service", inPackage("src/main.ts", lookupService)),
  program("parts/scaler-controller", inPackage("src/main.ts", scaler)),
  {
    ...program("parts/chat-rooms", inPackage("src/main.ts", chatRooms)),
    hooks: {
      // The filter lies beside the lookup service, which serves it; the page where the chat server looks for it.
      async "build:done"({ options: { outDir } }) {
        const filter = inPackage("dist/plugin.wasm", gatewayFilter);
        const page = inPackage("src/page/index.html", chatRooms);
        await mkdir(join(outDir, "page"), { recursive: true });
        await copyFile(filter, join(outDir, "parts/plugin.wasm"));
        await copyFile(page, join(outDir, "page/index.html"));
      },
    },
  },
]);
