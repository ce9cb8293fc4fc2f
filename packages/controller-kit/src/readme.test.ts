import { describe, expect, it } from "vitest";
import { API_ERROR_CODES } from "./errors/error-code.ts";
import * as kit from "./index.ts";
import { metricCatalogue, type MetricEntry } from "./metrics/catalogue.ts";
import { readme, readmeExample } from "./testing/readme.ts";

/** Rows of tables, without the padding of their columns. */
const rows = async (): Promise<string[]> =>
  (await readme())
    .split("\n")
    .flatMap((line) => (line.startsWith("|") ? line.replaceAll(/ +\|/g, " |") : []));

describe("the README", () => {
  it("lists every error code", async () => {
    for (const [code, meaning] of Object.entries(API_ERROR_CODES)) {
      expect(await rows()).toContain(`| \`${code}\` | ${meaning} |`);
    }
  });

  it("lists every metric", async () => {
    for (const { help, labels, name, type } of Object.values<MetricEntry>(metricCatalogue)) {
      const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", "), help];
      expect(await rows()).toContain(`| ${cells.join(" | ")} |`);
    }
  });

  it("names what there is to import; of the predicates some are enough", async () => {
    const text = await readme();
    const missing = Object.keys(kit).filter((name) => !text.includes(`\`${name}`) && !/^is[A-Z]/.test(name));
    expect(missing).toEqual([]);
  });

  it("shows a controller of about forty lines", async () => {
    expect((await readmeExample()).trimEnd().split("\n").length).toBeLessThanOrEqual(48);
  });
});
