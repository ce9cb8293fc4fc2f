import { expect, test } from "vitest";
import { formatSelector } from "./format-selector.ts";

test("labels and expressions are written as the API server reads them", () => {
  expect(
    formatSelector({
      matchLabels: { app: "chat", "example.com/tier": "" },
      matchExpressions: [
        { key: "zone", operator: "In", values: ["a", "b"] },
        { key: "zone", operator: "NotIn", values: ["c"] },
        { key: "warm", operator: "Exists" },
        { key: "old", operator: "DoesNotExist" },
      ],
    }),
  ).toBe("app=chat,example.com/tier=,zone in (a,b),zone notin (c),warm,!old");
});

test.each([undefined, {}, { matchLabels: {}, matchExpressions: [] }])("%j selects all", (selector) => {
  expect(formatSelector(selector)).toBeUndefined();
});
