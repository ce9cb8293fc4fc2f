import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FairleadError } from "@fairlead/routing-schema";

/** The programs and files that the commands start or hand over. */
export interface Parts {
  /** Entry of the lookup service. */
  readonly lookupService: string;
  /** Entry of the scaler. */
  readonly scaler: string;
  /** Entry of the program that finds or fetches Envoy. */
  readonly envoyFinder: string;
  /** Entry of the chat server that the demo runs. */
  readonly chatServer: string;
  /** The gateway filter; undefined where `@fairlead/local-gateway` finds it itself. */
  readonly filter: string | undefined;
}

function existing(url: URL): string {
  const path = fileURLToPath(url);
  if (existsSync(path)) return path;
  throw new FairleadError("part_missing", `${path} is not there. Install or build fairlead again.`, {
    details: { path },
  });
}

/** Whether this program is bundled: then its parts lie beside it, else in their own packages. */
const bundled = import.meta.url.endsWith(".mjs");

/**
 * Finds the parts of this program.
 *
 * @throws FairleadError `part_missing`
 */
export function findParts(): Parts {
  if (bundled) {
    const beside = (name: string): string => existing(new URL(`parts/${name}`, import.meta.url));
    return {
      lookupService: beside("lookup-service.mjs"),
      scaler: beside("scaler-controller.mjs"),
      envoyFinder: beside("envoy-finder.mjs"),
      chatServer: beside("chat-rooms.mjs"),
      filter: beside("plugin.wasm"),
    };
  }
  return {
    lookupService: existing(
      new URL("src/main.ts", import.meta.resolve("@fairlead/lookup-service/package.json")),
    ),
    scaler: existing(new URL("src/main.ts", import.meta.resolve("@fairlead/scaler-controller/package.json"))),
    envoyFinder: existing(new URL("envoy-finder.ts", import.meta.url)),
    chatServer: existing(
      new URL("src/main.ts", import.meta.resolve("@fairlead/example-chat-rooms/package.json")),
    ),
    filter: undefined,
  };
}
