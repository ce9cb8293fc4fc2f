import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadTableSettings } from "./load-table-options.ts";

const HEADINGS = ["What it does", "How it works", "Inputs", "Configuration", "Example", "Limitations"];
const policies = globSync("{filters,scorers,pickers}/*/", { cwd: import.meta.dirname });

test("there are policies", () => {
  expect(policies.length).toBeGreaterThanOrEqual(10);
});

test.each(policies)("%s is described under the fixed headings", (folder) => {
  const text = readFileSync(`${import.meta.dirname}/${folder}/README.md`, "utf8");
  expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
});

test("the README has every option with its default", () => {
  // The formatter aligns the columns of a table.
  const text = readFileSync(`${import.meta.dirname}/../README.md`, "utf8").replaceAll(/ +/g, " ");
  for (const [name, value] of Object.entries(loadTableSettings({}))) {
    const shown = typeof value === "number" ? value.toLocaleString("en") : `\`${value}\``;
    expect(text).toContain(`| \`${name}\` | ${shown} |`);
  }
});
