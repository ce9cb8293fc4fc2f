import { poolNames } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { declarePool, withDeletion } from "./pool-source.ts";

const names = poolNames("shop", "chat");
const starting = { maxStarting: 3, deadlineMs: 60_000, backOffBaseMs: 1_000, backOffMaxMs: 9_000 };
const template = { spec: { containers: [{ name: "chat", image: "chat:1" }] } };
const poolOf = (spec: unknown, deletionTimestamp?: string) => ({
  metadata: {
    name: "chat",
    namespace: "shop",
    generation: 4,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  },
  spec,
});
const declare = (spec: unknown, deletionTimestamp?: string) =>
  declarePool(poolOf(spec, deletionTimestamp), names, starting);
const DELETED = "2026-01-02T00:00:00Z";

describe("a PodPool", () => {
  it("is declared with its template, its ports and the settings of the scaler", () => {
    const declared = declare({ port: 8080, template, workload: { format: "json", port: 9090 } });
    expect(declared).toMatchObject({
      template,
      ports: { port: 8080, workloadPort: 9090 },
      generation: 4,
      declaration: {
        lifecycle: { podNamePrefix: "chat", maxStarting: 3, startDeadlineMs: 60_000 },
      },
    });
    expect(declare({ port: 8080, template }).ports).toEqual({ port: 8080, workloadPort: 8080 });
  });

  it("has another hash only where its template is another", () => {
    const hashOf = (spec: object) =>
      declare({ port: 8080, template, ...spec }).declaration.lifecycle.templateHash;
    expect(hashOf({ scaling: { maxReplicas: 9 } })).toBe(hashOf({}));
    expect(hashOf({ template: { ...template, metadata: { labels: { a: "b" } } } })).not.toBe(hashOf({}));
  });

  it.each([
    ["has no template", { port: 8080 }, "spec.template"],
    ["has a template without pods", { port: 8080, template: { metadata: {} } }, "spec.template"],
    ["has no port", { template }, "spec.port"],
    [
      "says two things wrong",
      { port: "x", template, scaling: { maxReplicas: -1 } },
      "spec.scaling.maxReplicas",
    ],
    ["is nothing", undefined, "spec"],
  ])("that %s is refused, with where that is", (_, spec, where) => {
    expect(() => declare(spec)).toThrow(
      expect.objectContaining({ code: "pod_pool_unreadable", message: expect.stringContaining(where) }),
    );
  });

  it("that is being deleted empties, or ends at once where it says so", () => {
    const deletionOf = (draining: object, at?: string) =>
      declare({ port: 8080, template, draining }, at).declaration.lifecycle.deletion;
    expect(deletionOf({})).toBeUndefined();
    expect(deletionOf({}, DELETED)).toBe("drain");
    expect(deletionOf({ onPoolDeletion: "delete" }, DELETED)).toBe("immediate");
  });

  it("is deleted as it said when it could be read last, though it cannot be by now", () => {
    const declared = declare({ port: 8080, template, draining: { onPoolDeletion: "delete" } });
    expect(withDeletion(declared, poolOf({}))).toBe(declared);
    const going = withDeletion(declared, poolOf({}, DELETED));
    expect(going.declaration.lifecycle.deletion).toBe("immediate");
    expect(going.template).toEqual(template);
  });
});
