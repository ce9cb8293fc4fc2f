import { describe, expect, it } from "vitest";
import { z } from "zod";
import { filterConfigurationSchema } from "../filter-configuration/filter-configuration.ts";
import { podPoolSpecSchema } from "../pod-pool/pod-pool.ts";
import { podsFileSchema } from "../service-configuration/pods-file.ts";
import { pushedReportsSchema } from "../workload-report/workload-report.ts";
import { explainIssues, formatPath } from "./explain-issues.ts";

function explain(schema: z.ZodType, input: unknown): [string, unknown, string][] {
  const result = schema.safeParse(input);
  if (result.success) throw new Error("the input was accepted");
  return explainIssues(result.error, input).map(({ path, value, message }) => [
    formatPath(path),
    value,
    message,
  ]);
}

describe("explainIssues", () => {
  it("calls a missing key missing and says what is expected", () => {
    expect(explain(filterConfigurationSchema, { authority: "lookup" })).toEqual([
      ["upstream_name", undefined, "missing; expected string"],
    ]);
  });

  it("names each unknown key with its value", () => {
    const input = { upstream_name: "a", authority: "b", api_pth: "/x", mod: 1 };
    expect(explain(filterConfigurationSchema, input)).toEqual([
      ["api_pth", "/x", "unknown key; remove it or correct its spelling"],
      ["mod", 1, "unknown key; remove it or correct its spelling"],
    ]);
  });

  it("gives path, value and the accepted form of a value in an array", () => {
    const input = { upstream_name: "a", authority: "b", routes: [{ host: "Chat", pool: "default/chat" }] };
    expect(explain(filterConfigurationSchema, input)).toEqual([
      ["routes[0].host", "Chat", "a host in lower case without port, or *.suffix"],
    ]);
  });

  it("lists the accepted values of an enumeration and of a discriminator", () => {
    expect(
      explain(podPoolSpecSchema, { port: 1, workload: { format: "xml" }, picking: { scorer: "best" } }),
    ).toEqual([
      ["workload.format", "xml", "Invalid discriminator value. Expected 'json' | 'prometheus' | 'push'"],
      ["picking.scorer", "best", 'Invalid option: expected one of "clients"|"utilization"'],
    ]);
  });

  it("says that a discriminator is missing", () => {
    const [[path, value, message] = []] = explain(podPoolSpecSchema, { port: 1, workload: {} });
    expect([path, value]).toEqual(["workload.format", undefined]);
    expect(message).toMatch(/^missing; .*'json' \| 'prometheus' \| 'push'/);
  });

  it("reports what one field is against another", () => {
    expect(explain(podPoolSpecSchema, { port: 1, scaling: { minReplicas: 3, maxReplicas: 2 } })).toEqual([
      ["scaling.maxReplicas", 2, "must not be smaller than minReplicas"],
    ]);
  });

  it("names the key that a record does not take", () => {
    expect(explain(podsFileSchema, { pools: { Chat: [] } })).toEqual([
      ["pools.Chat", [], "Invalid key in record"],
    ]);
  });

  it("follows the branch of a union that fits best", () => {
    expect(explain(pushedReportsSchema, [{ podId: "a", clients: 1 }, { clients: 1 }])).toEqual([
      ["[1].podId", undefined, "missing; a value is required"],
    ]);
    expect(explain(pushedReportsSchema, { podId: "a", clients: -1 })).toEqual([
      ["clients", -1, "a finite number from 0 to 1000000000"],
    ]);
  });

  it("names an unknown key inside a union", () => {
    const schema = z.union([z.strictObject({ a: z.number() }), z.string()]);
    expect(explain(schema, { a: 1, b: 2 })).toEqual([
      ["b", 2, "unknown key; remove it or correct its spelling"],
    ]);
  });

  it("lists what every branch expects when none fits", () => {
    expect(explain(pushedReportsSchema, 7)).toEqual([
      [
        "(root)",
        7,
        "Invalid input: expected object, received number, or Invalid input: expected array, received number",
      ],
    ]);
  });

  it("does not take inherited properties for values of the input", () => {
    expect(explain(z.object({ toString: z.string() }), {})[0]).toEqual([
      "toString",
      undefined,
      expect.stringContaining("expected string"),
    ]);
  });

  it("explains a document that is not there at all", () => {
    expect(explain(filterConfigurationSchema, undefined)).toEqual([
      ["(root)", undefined, "missing; expected object"],
    ]);
  });
});
