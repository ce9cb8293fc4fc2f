import { expect, test } from "vitest";
import { cacheDirectory } from "./cache-directory.ts";

test.each([
  [{ FAIRLEAD_CACHE: "/own", XDG_CACHE_HOME: "/shared", HOME: "/home/x" }, "/own"],
  [{ XDG_CACHE_HOME: "/shared", HOME: "/home/x" }, "/shared/fairlead"],
  [{ FAIRLEAD_CACHE: "", XDG_CACHE_HOME: "", HOME: "/home/x" }, "/home/x/.cache/fairlead"],
])("%j", (environment, expected) => {
  expect(cacheDirectory(environment)).toBe(expected);
});
