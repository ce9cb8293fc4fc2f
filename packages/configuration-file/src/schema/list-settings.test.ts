import { describe, expect, it } from "vitest";
import { z } from "zod";
import { acceptedForm } from "./accepted-form.ts";
import { coerceText } from "./coerce-text.ts";
import { listSettings } from "./list-settings.ts";

const schema = z.object({
  listen: z
    .object({ port: z.int().min(0).max(65_535).default(8080).describe("0 takes a free port") })
    .prefault({}),
  source: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("file"), path: z.string().min(1) }),
    z.object({ kind: z.literal("other"), ratio: z.number().positive() }),
  ]),
  verbose: z.boolean().optional(),
  names: z.array(z.string()),
  level: z.enum(["a", "b"]),
});

const settings = listSettings(schema);
const named = (variable: string) => settings.find((setting) => setting.variable === variable);

describe("listSettings", () => {
  it("lists single values at fixed paths, those of union branches too", () => {
    expect(settings.map(({ variable }) => variable)).toEqual([
      "LISTEN_PORT",
      "SOURCE_KIND",
      "SOURCE_PATH",
      "SOURCE_RATIO",
      "VERBOSE",
      "LEVEL",
    ]);
  });

  it.each([
    ["LISTEN_PORT", "an integer from 0 to 65535 (0 takes a free port)"],
    ["SOURCE_KIND", "one of file, other"],
    ["SOURCE_PATH", "a text that is not empty"],
    ["SOURCE_RATIO", "a number above 0"],
    ["VERBOSE", "true or false"],
    ["LEVEL", "one of a, b"],
  ])("says what %s accepts", (variable, form) => {
    expect(acceptedForm(named(variable)?.forms ?? [])).toBe(form);
  });

  it.each([
    ["LISTEN_PORT", "80", 80],
    ["LISTEN_PORT", "0x10", "0x10"],
    ["LISTEN_PORT", "", ""],
    ["SOURCE_PATH", "80", "80"],
    ["VERBOSE", "true", true],
    ["VERBOSE", "yes", "yes"],
  ])("reads %s=%j as %j", (variable, text, value) => {
    expect(coerceText(text, named(variable))).toBe(value);
  });
});
