import fc from "fast-check";
import { expect, it } from "vitest";
import { templateHash } from "./template-hash.ts";

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([name, field]) => [name, reversed(field)]));
};

it("is the same in whatever order the fields are, and fits a label", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (template) => {
      expect(templateHash(reversed(template))).toBe(templateHash(template));
      expect(templateHash(template)).toMatch(/^[0-9a-f]{10}$/);
    }),
  );
});

it("is another one for another value, another order of a list, or a field that is there", () => {
  const templates = [{ a: [1, 2] }, { a: [2, 1] }, { a: [1, 2], b: null }, { a: ["1", 2] }, {}, { a: {} }];
  expect(new Set(templates.map(templateHash)).size).toBe(templates.length);
});
