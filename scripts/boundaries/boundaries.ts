import { builtinModules } from "node:module";
import path from "node:path";
import { importsOf, withoutComments } from "./imports.ts";

/** A package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  /** Folder from the root, such as `packages/pod-picking`. */
  readonly folder: string;
}

/** A module of a package. */
export interface Module {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** Packages without I/O, and the workspace packages that each may import. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  "packages/routing-schema": [],
  "packages/pod-picking": ["@fairlead/routing-schema"],
  "packages/pool-scaling": ["@fairlead/routing-schema"],
};

/** The real parts that the tests of any package may run against. */
const TEST_BED = "e2e/testbed";

/**
 * What reads a clock, chance, the network or the process. A pure package takes these as parameters. A `Date`
 * made from a time that is given reads no clock.
 */
const IMPURE =
  /\b(Date\.now|new Date\b(?!\((?!\)))|Math\.random|performance\.|setTimeout|setInterval|queueMicrotask|fetch\(|process\.|crypto\.|console\.)/;

const isTest = (file: string): boolean => /\.(test|test-d)\.ts$/.test(file) || file.includes("/src/testing/");
const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith("node:") || builtinModules.includes(specifier);

function explainImport(
  module: Module,
  specifier: string,
  owner: WorkspacePackage,
  packages: readonly WorkspacePackage[],
): string | undefined {
  if (specifier.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(module.path), specifier);
    if (target.startsWith(`${owner.folder}/`)) return undefined;
    return `leaves its package by ${specifier}; import a workspace package by its name`;
  }
  const allowed = PURE[owner.folder];
  if (allowed !== undefined && !isTest(module.path) && isBuiltin(specifier)) {
    return `imports ${specifier}; ${owner.name} is pure and runs without Node.js`;
  }
  const target = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (target === undefined) return undefined;
  const isForTests = target.folder === TEST_BED && isTest(module.path);
  if (owner.folder.startsWith("packages/") && !target.folder.startsWith("packages/") && !isForTests) {
    return `imports ${specifier}; packages do not import from ${target.folder}`;
  }
  if (allowed !== undefined && target.name !== owner.name && !allowed.includes(target.name)) {
    return `imports ${specifier}; ${owner.name} may import ${allowed.join(", ") || "no other package"} only`;
  }
  return undefined;
}

/** What a module does against the direction of dependencies: apps → packages → routing-schema. */
export function boundaryProblems(module: Module, packages: readonly WorkspacePackage[]): string[] {
  const owner = packages.find(({ folder }) => module.path.startsWith(`${folder}/src/`));
  if (owner === undefined) return [];
  const problems = importsOf(module.text).flatMap(
    (specifier) => explainImport(module, specifier, owner, packages) ?? [],
  );
  if (PURE[owner.folder] !== undefined && !isTest(module.path)) {
    const [, impure] = IMPURE.exec(withoutComments(module.text)) ?? [];
    if (impure !== undefined)
      problems.push(`uses ${impure}; ${owner.name} is pure and takes it as a parameter`);
  }
  return problems.map((problem) => `${module.path} ${problem}.`);
}
