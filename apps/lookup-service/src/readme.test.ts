import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { listSettings, parseConfiguration } from "@fairlead/configuration-file";
import { lookupServiceConfigurationSchema } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { HELP } from "./configuration/read-command-line.ts";
import { poolSettingsTable, settingsTable } from "./testing/settings-table.ts";
import { createTestService } from "./testing/test-service.ts";

const read = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");

/** A table without the padding of its columns. */
const compact = (text: string): string =>
  text.replaceAll(/ +\|/g, " |").replaceAll(/\| +/g, "| ").replaceAll(/-{3,}/g, "---");

describe("the README", () => {
  it("lists every setting as the schema has it", async () => {
    const readme = compact(await read("README.md"));
    expect(readme).toContain(compact(settingsTable()));
    expect(readme).toContain(compact(poolSettingsTable()));
  });

  it("lists every path that is served", async () => {
    const readme = await read("README.md");
    for (const { method, path } of createTestService().app.routes) {
      expect(readme).toContain(`\`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\``);
    }
  });

  it("names every flag of the help", async () => {
    const readme = await read("README.md");
    for (const [flag] of HELP.matchAll(/--[a-z-]+/g))
      if (flag !== "--version") expect(readme).toContain(flag);
  });
});

/** The settings of the other kind of source, and those that have no default and are off without it. */
const NOT_IN_EXAMPLE = new Set([
  "source.kubeconfig",
  "source.watches.backOffBaseMs",
  "source.watches.backOffMaxMs",
  "picks.valkey.url",
  "picks.valkey.password",
]);

describe("the example configuration", () => {
  it("is valid, holds the defaults, and leaves out no section", async () => {
    const file = { name: "lookup-service.example.yaml", text: await read("lookup-service.example.yaml") };
    const { configuration, origin } = parseConfiguration({ schema: lookupServiceConfigurationSchema, file });
    const { pools: _, ...rest } = configuration;
    const { pools: __, ...defaults } = lookupServiceConfigurationSchema.parse({
      source: { kind: "file", path: "pods.yaml" },
    });
    expect(rest).toEqual(defaults);
    for (const { path } of listSettings(lookupServiceConfigurationSchema)) {
      const kind = NOT_IN_EXAMPLE.has(path.join(".")) ? undefined : "file";
      expect([path, origin(path)?.kind]).toEqual([path, kind]);
    }
  });

  it("is valid for Kubernetes, and shows every key of that source", async () => {
    const name = "lookup-service.kubernetes.example.yaml";
    const file = { name, text: await read(name) };
    const { configuration } = parseConfiguration({ schema: lookupServiceConfigurationSchema, file });
    expect(configuration.source).toEqual({
      kind: "kubernetes",
      namespaces: ["default", "games"],
      kubeconfig: "kubeconfig.yaml",
      watches: { backOffBaseMs: 800, backOffMaxMs: 30_000 },
    });
  });
});
