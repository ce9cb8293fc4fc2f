import type { UserConfig } from "tsdown";

/** What every published library shares: ESM, types, and a check of the packed package. */
export const library: UserConfig = {
  format: "esm",
  platform: "neutral",
  dts: true,
  sourcemap: true,
  fixedExtension: true,
  publint: { strict: true },
  attw: { profile: "esm-only", level: "error" },
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
