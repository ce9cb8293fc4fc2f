import type { UserConfig } from "tsdown";

/** What every published library shares: ESM and types. `pnpm check:publish` checks what is packed. */
export const library: UserConfig = {
  format: "esm",
  platform: "neutral",
  dts: true,
  sourcemap: true,
  fixedExtension: true,
};

/** What every application shares: one minified file with everything in it, for a small image. */
export const application: UserConfig = {
  format: "esm",
  platform: "node",
  target: "node24",
  dts: false,
  minify: true,
  fixedExtension: true,
  deps: { alwaysBundle: [/.*/] },
};
