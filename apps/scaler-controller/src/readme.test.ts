import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseConfiguration } from "@fairlead/configuration-file";
import { scalerControllerConfigurationSchema } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { HELP } from "./configuration/read-command-line.ts";
import { createScalerController } from "./create-scaler-controller.ts";
import { soleLeadership } from "./interfaces/leadership.ts";
import { ownSettings, settingsTable } from "./testing/settings-table.ts";

const read = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");

/** A table without the padding of its columns. */
const compact = (text: string): string =>
  text.replaceAll(/ +\|/g, " |").replaceAll(/\| +/g, "| ").replaceAll(/-{3,}/g, "---");

describe("the README", () => {
  it("lists every setting as the schema has it", async () => {
    expect(compact(await read("README.md"))).toContain(compact(settingsTable()));
  });

  it("lists every path that is served", async () => {
    const readme = await read("README.md");
    const { app } = createScalerController({ pools: [], leadership: soleLeadership });
    for (const { method, path } of app.routes)
      expect(readme).toContain(`\`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\``);
  });

  it("names every flag of the help", async () => {
    const readme = await read("README.md");
    for (const [flag] of HELP.matchAll(/--[a-z-]+/g))
      if (flag !== "--version") expect(readme).toContain(flag);
  });
});

describe("the example configuration", () => {
  it("is valid, holds the defaults, and leaves out no setting", async () => {
    const file = {
      name: "scaler-controller.example.yaml",
      text: await read("scaler-controller.example.yaml"),
    };
    const { configuration, origin } = parseConfiguration({
      schema: scalerControllerConfigurationSchema,
      file,
    });
    const { world, ...rest } = configuration;
    if (world.kind !== "local") throw new Error("The example is of a local world.");
    const { lookup, socket } = world;
    const required = { kind: "local", socket } as const;
    const { world: defaultWorld, ...defaults } = scalerControllerConfigurationSchema.parse({
      world: { ...required, lookup: { endpoint: lookup.endpoint } },
    });
    expect(rest).toEqual(defaults);
    expect(world).toEqual(defaultWorld);
    for (const { path } of ownSettings()) {
      const value = path.reduce<unknown>(
        (found, key) => (found as Record<string, unknown>)?.[key],
        configuration,
      );
      // What this world does not have is of the other one.
      if (value !== undefined) expect([path, origin(path)?.kind]).toEqual([path, "file"]);
    }
  });

  it("of a cluster is valid, and holds the defaults", async () => {
    const file = { name: "kubernetes", text: await read("scaler-controller.kubernetes.example.yaml") };
    const schema = scalerControllerConfigurationSchema;
    const { configuration } = parseConfiguration({ schema, file });
    expect(configuration).toEqual(schema.parse({ world: { kind: "kubernetes" } }));
  });
});
