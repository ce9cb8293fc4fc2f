import { readFile } from "node:fs/promises";
import type { TestProject } from "vitest/node";
import { compileGuest } from "./compile-guest.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The compiled module of `fixtures/script-guest`. */
    scriptGuest: Uint8Array;
  }
}

/** Compiles the scripted guest once for all test files. */
export default async function setup(project: TestProject): Promise<void> {
  const root = new URL("../../fixtures/script-guest/", import.meta.url);
  const read = (name: string): Promise<string | null> =>
    readFile(new URL(name, root), "utf8").catch(() => null);
  project.provide("scriptGuest", await compileGuest(read, ["--use", "abort=index/onAbort"]));
}
