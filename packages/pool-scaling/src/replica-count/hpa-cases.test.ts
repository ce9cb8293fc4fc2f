import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCaseFile } from "../../scripts/replay/case-file.ts";
import { replayCases } from "../../scripts/replay/replay-cases.ts";

const text = readFileSync(new URL("../../data/hpa-cases.json", import.meta.url), "utf8");
const results = replayCases(readCaseFile(text));

describe("the cases of Kubernetes", () => {
  test.each(results)("$id", ({ failure }) => {
    expect(failure).toBeUndefined();
  });

  test("are all there", () => {
    expect(results).toHaveLength(112);
  });
});

describe("the replay", () => {
  const failureOf = (fields: object): string | undefined =>
    replayCases(readCaseFile(JSON.stringify({ cases: [fields] })))[0]?.failure;
  const clamp = {
    layer: "clampNoBehavior",
    currentReplicas: 3,
    desiredReplicas: 5,
    minReplicas: 1,
    maxReplicas: 9,
  };

  test("passes what is right", () => {
    expect(
      failureOf({ ...clamp, expectedReplicas: 5, expectedCondition: "DesiredWithinRange" }),
    ).toBeUndefined();
  });

  test.each([
    ["a wrong number", { ...clamp, expectedReplicas: 6 }, "expected 6, got 5"],
    ["a wrong reason", { ...clamp, expectedCondition: "ScaleUpLimit" }, "ScaleUpLimit"],
    ["an expectation it does not know", { ...clamp, expectedMood: "calm" }, "Mood"],
    ["a case that expects nothing", clamp, "at least one field"],
    ["an unknown layer", { ...clamp, layer: "moon", expectedReplicas: 5 }, "moon"],
    ["an unknown kind", { layer: "replicas", kind: "moon", expectedReplicas: 5 }, "kind"],
    ["a case without its fields", { layer: "clampNoBehavior", expectedReplicas: 5 }, "currentReplicas"],
    [
      "an error that is not expected",
      {
        layer: "replicas",
        kind: "podMetric",
        currentReplicas: 1,
        targetPerPodMilli: 1,
        podMetricsMilli: [],
        expectedReplicas: null,
      },
      "no pods|no metrics",
    ],
  ])("fails %s", (_what, fields, message) => {
    expect(failureOf(fields)).toMatch(new RegExp(message));
  });

  test("reads numbers that a double rounds", () => {
    const most = "9223372036854775807";
    const file = (expected: string): string =>
      `{"cases": [{"layer": "replicas", "kind": "external", "currentReplicas": 1, "targetMilli": ${most}, "pods": [{"name": "a", "ready": true}], "metricMilli": [${most}], "expectedUsageMilli": ${expected}}]}`;
    expect(replayCases(readCaseFile(file(most)))[0]?.failure).toBeUndefined();
    expect(replayCases(readCaseFile(file("9223372036854775808")))[0]?.failure).toContain(most);
  });

  test.each(["", "[]", "{}", '{"cases": []}', '{"cases": [1]}'])("refuses the file %j", (content) => {
    expect(() => readCaseFile(content)).toThrow(/It is no/);
  });
});
