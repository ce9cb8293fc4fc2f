import { expect, it } from "vitest";
import { prefersJson } from "./prefers-json.ts";

it.each([
  [undefined, false],
  ["*/*", false],
  ["application/json", true],
  ["Application/JSON; charset=utf-8", true],
  ["text/plain", false],
  ["text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8", false],
  ["application/json, text/plain;q=0.5", true],
  ["application/json;q=0", false],
  ["text/plain, application/json", false],
  ["application/json;q=abc", false],
])("Accept %j wants JSON: %j", (accept, expected) => {
  expect(prefersJson(accept)).toBe(expected);
});
