import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { GoToolchain } from "./go-toolchain.ts";

/** Where something is built, and the file that it becomes. */
export interface BuildPlace {
  readonly file: string;
  /** A directory of its own, which need not be there. */
  readonly work: string;
}

/** A program of a published module. */
export interface InstalledProgram extends BuildPlace {
  /** Name of the file that the toolchain makes. */
  readonly name: string;
  /** `<package>@<version>` */
  readonly program: string;
  readonly linkerFlags: string;
}

/** Variables under which modules are taken as they are published. */
export const PUBLISHED = { GOFLAGS: "" };

/** Builds a program as its module has it, with the module's own versions of what it needs. */
export async function installProgram(
  go: GoToolchain,
  { file, linkerFlags, name, program, work }: InstalledProgram,
): Promise<void> {
  await mkdir(work, { recursive: true });
  await go.run(["install", "-trimpath", "-ldflags", linkerFlags, program], {
    workingDirectory: work,
    variables: { ...PUBLISHED, GOBIN: work },
  });
  await rename(join(work, name), file);
}
