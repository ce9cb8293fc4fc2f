import { describe, expect, it } from "vitest";
import { boundaryProblems } from "./boundaries.ts";
import { importsOf } from "./imports.ts";

const packages = [
  { name: "@fairlead/routing-schema", folder: "packages/routing-schema" },
  { name: "@fairlead/pod-picking", folder: "packages/pod-picking" },
  { name: "@fairlead/local-gateway", folder: "packages/local-gateway" },
  { name: "@fairlead/lookup-service", folder: "apps/lookup-service" },
  { name: "@fairlead/testbed", folder: "e2e/testbed" },
];
const problems = (path: string, text: string): string[] => boundaryProblems({ path, text }, packages);

describe("importsOf", () => {
  it.each([
    ['import { a } from "x";', ["x"]],
    ['import type {\n  A,\n  B,\n} from "./x.ts";', ["./x.ts"]],
    ['import x, { y as z } from "x/y";', ["x/y"]],
    ['import * as x from "node:fs";', ["node:fs"]],
    ['import "x";', ["x"]],
    ['export * from "./x.ts";\nexport { a } from "y";', ["./x.ts", "y"]],
    ['const x = await import("x");', ["x"]],
    ['// import "x";\n/* import "y"; */', []],
    ['const text = "from here";\nexport const a = "b";', []],
    ['const url = "https://x.example/y";\nimport "x";', ["x"]],
  ])("%j", (source, imports) => {
    expect(importsOf(source)).toEqual(imports);
  });
});

describe("boundaryProblems", () => {
  it("lets an app import packages, and a package the contracts", () => {
    expect(
      problems("apps/lookup-service/src/main.ts", 'import "@fairlead/pod-picking";\nimport "node:fs";'),
    ).toEqual([]);
    expect(
      problems("packages/pod-picking/src/a.ts", 'import "@fairlead/routing-schema/wire";\nimport "./b.ts";'),
    ).toEqual([]);
    expect(problems("packages/local-gateway/src/a.ts", 'import "node:fs";\nDate.now();')).toEqual([]);
  });

  it("keeps packages from apps", () => {
    expect(problems("packages/local-gateway/src/a.ts", 'import "@fairlead/lookup-service";')).toEqual([
      "packages/local-gateway/src/a.ts imports @fairlead/lookup-service; packages do not import from apps/lookup-service.",
    ]);
  });

  it("lets only the tests of a package import the test bed", () => {
    const text = 'import "@fairlead/testbed";';
    expect(problems("packages/local-gateway/src/a.test.ts", text)).toEqual([]);
    expect(problems("packages/local-gateway/src/testing/world.ts", text)).toEqual([]);
    expect(problems("packages/local-gateway/src/a.ts", text)).toHaveLength(1);
  });

  it("keeps modules inside their package", () => {
    expect(
      problems("packages/local-gateway/src/a/b.ts", 'import "../../../pod-picking/src/index.ts";'),
    ).toHaveLength(1);
    expect(problems("packages/local-gateway/src/a/b.ts", 'import "../../package.json";')).toEqual([]);
  });

  it("keeps Node.js, the clock, chance and the network out of pure packages", () => {
    const file = "packages/pod-picking/src/a.ts";
    expect(problems(file, 'import { readFileSync } from "node:fs";')).toHaveLength(1);
    expect(problems(file, 'import { readFileSync } from "fs";')).toHaveLength(1);
    for (const code of [
      "Date.now()",
      "new Date()",
      "Math.random()",
      "fetch(x)",
      "process.env",
      "setTimeout(f)",
    ]) {
      expect(problems(file, code), code).toHaveLength(1);
    }
    expect(problems(file, "// Math.random() is a parameter\nMath.min(1, 2);")).toEqual([]);
    expect(problems(file, "new Date(nowMs).toISOString()")).toEqual([]);
  });

  it("lets the tests of a pure package use Node.js", () => {
    expect(problems("packages/pod-picking/src/a.test.ts", 'import "node:fs";\nMath.random();')).toEqual([]);
  });

  it("keeps the contracts from every other package, and picking from all but the contracts", () => {
    expect(problems("packages/routing-schema/src/a.ts", 'import "@fairlead/pod-picking";')).toHaveLength(1);
    expect(problems("packages/pod-picking/src/a.ts", 'import "@fairlead/local-gateway";')).toHaveLength(1);
  });
});
