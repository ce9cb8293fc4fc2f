import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { FairleadError } from "@fairlead/routing-schema";
import { expect, test } from "vitest";
import { readPlugin } from "./plugin.ts";

test("says where the module is, and its checksum, size and ABI", () => {
  const { url, sha256, sizeBytes, abiVersion } = readPlugin();
  const bytes = readFileSync(url);
  expect([sha256, sizeBytes, abiVersion]).toEqual([
    createHash("sha256").update(bytes).digest("hex"),
    bytes.byteLength,
    "0.2.1",
  ]);
});

test("says how to build it when it is missing", () => {
  const missing = (): unknown => readPlugin(new URL("nowhere/", import.meta.url));
  expect(missing).toThrow(FairleadError);
  expect(missing).toThrow(/pnpm turbo build --filter=@fairlead\/gateway-filter/);
});
