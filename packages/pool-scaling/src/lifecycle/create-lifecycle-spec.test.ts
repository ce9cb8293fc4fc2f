import { FairleadError, podPoolSpecSchema } from "@fairlead/routing-schema";
import { expect, it } from "vitest";
import { createLifecycleSpec, lifecycleOptionsOf } from "./create-lifecycle-spec.ts";

const base = { podNamePrefix: "chat", templateHash: "v1" };

it("takes what a PodPool says", () => {
  const pool = podPoolSpecSchema.parse({
    port: 8080,
    draining: {
      maxDrainSeconds: 60,
      onDeadline: "delete",
      preference: "spread",
      picker: { url: "http://picker.example/pick" },
    },
  });
  expect(createLifecycleSpec({ ...base, ...lifecycleOptionsOf(pool) })).toMatchObject({
    minReplicas: 1,
    maxReplicas: 10,
    routing: "subset",
    leaseMs: 30_000,
    reportMaxAgeMs: 15_000,
    silentMs: 300_000,
    maxDrainMs: 60_000,
    onDeadline: "delete",
    preference: "spread",
    usesPicker: true,
  });
});

it("asks no picker where a PodPool names none", () => {
  const options = lifecycleOptionsOf(podPoolSpecSchema.parse({ port: 8080 }));
  expect(options).toMatchObject({ preference: "pack", usesPicker: false });
});

it.each([{ leaseMs: 0 }, { maxStarting: 1.5 }, { silentMs: Number.NaN }, { minReplicas: 11 }])(
  "refuses %j",
  (options) => {
    expect(() => createLifecycleSpec({ ...base, ...options })).toThrow(FairleadError);
  },
);
