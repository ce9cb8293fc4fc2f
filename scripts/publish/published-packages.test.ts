import { expect, it } from "vitest";
import { publishedPackages } from "./published-packages.ts";

it("takes what is not private and says how it is published", () => {
  expect(
    publishedPackages({
      "packages/library/package.json": '{"publishConfig":{},"exports":{}}',
      "apps/cli/package.json":
        '{"publishConfig":{},"bin":{},"dependencies":{"service":"workspace:*","zod":"4"}}',
      "apps/service/package.json": '{"name":"service","private":true,"publishConfig":{}}',
      "scripts/fixture/package.json": '{"name":"fixture"}',
    }),
  ).toEqual([
    { folder: "packages/library", isLibrary: true, unpublishedDependencies: [] },
    { folder: "apps/cli", isLibrary: false, unpublishedDependencies: ["service"] },
  ]);
});
