import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import type { PoolSettings } from "./pool-settings.ts";
import { readPool, type PoolFlags } from "./read-pool.ts";
import { readStackConfiguration } from "./read-stack-configuration.ts";

/** Reads flags and files as `fairlead dev` does. */
async function read(
  flags: PoolFlags,
  files: { readonly pool?: string; readonly config?: string } = {},
): Promise<PoolSettings> {
  const directory = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, `${name}.yaml`), text);
  const config = files.config === undefined ? undefined : "config.yaml";
  const stack = await readStackConfiguration({ config }, directory);
  return readPool({ ...flags, ...(files.pool === undefined ? {} : { pool: "pool.yaml" }) }, stack, directory);
}

describe("how many pods", () => {
  test.for([
    [{}, { minReplicas: 3, maxReplicas: 3 }],
    [{ pods: 5 }, { minReplicas: 5, maxReplicas: 5 }],
    [{ target: "20" }, { minReplicas: 1, maxReplicas: 10, targetClientsPerPod: 20 }],
    [
      { min: "0", max: "4" },
      { minReplicas: 0, maxReplicas: 4, targetClientsPerPod: 10 },
    ],
  ] as const)("%j", async ([flags, scaling]) => {
    expect((await read(flags)).spec.scaling).toMatchObject(scaling);
  });

  test("a file says it, and flags win over the file", async () => {
    const pool = "scaling: { minReplicas: 2, maxReplicas: 8, targetClientsPerPod: 4 }";
    expect((await read({}, { pool })).spec.scaling).toMatchObject({ minReplicas: 2, maxReplicas: 8 });
    expect((await read({ max: "3" }, { pool })).spec.scaling).toMatchObject({
      minReplicas: 2,
      maxReplicas: 3,
      targetClientsPerPod: 4,
    });
    expect((await read({ pods: 6 }, { pool })).spec.scaling).toMatchObject({
      minReplicas: 6,
      maxReplicas: 6,
    });
  });

  test("a fixed number and one that follows the clients exclude each other", async () => {
    await expect(read({ pods: 2, min: "1", target: "5" })).rejects.toMatchObject({
      code: "usage_invalid",
      message: expect.stringContaining("--min and --target"),
    });
  });
});

describe("the file", () => {
  test("is a whole PodPool, whose name and namespace hold, or its spec", async () => {
    const object = `
apiVersion: fairlead.dev/v1alpha1
kind: PodPool
metadata: { name: chat, namespace: rooms }
spec:
  port: 8080
  template: { spec: { containers: [] } }
  draining: { maxDrainSeconds: 60 }
  routing: { mode: override-host, queryParameter: pod }
`;
    const pool = await read({}, { pool: object });
    expect(pool).toMatchObject({ id: "rooms/chat", name: "chat" });
    expect(pool.spec).toMatchObject({
      draining: { maxDrainSeconds: 60 },
      routing: { mode: "override-host", queryParameter: "pod" },
    });
    expect(Object.keys(pool.spec)).not.toContain("template");
    expect(await read({ name: "app", routing: "routes" }, { pool: object })).toMatchObject({
      id: "rooms/app",
      spec: { routing: { mode: "subset" } },
    });
    expect((await read({}, { pool: "draining: { maxDrainSeconds: 9 }" })).spec.draining).toMatchObject({
      maxDrainSeconds: 9,
    });
  });

  test("is quick where it does not say otherwise", async () => {
    const quick = (await read({ min: "1" })).spec;
    expect(quick.scaling.behavior.scaleDown?.stabilizationWindowSeconds).toBe(15);
    expect(quick.picking).toMatchObject({ leaseSeconds: 3, reportMaxAgeSeconds: 5 });
    const said =
      "picking: { leaseSeconds: 30 }\nscaling: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } }";
    const slow = (await read({}, { pool: said })).spec;
    expect(slow.scaling.behavior.scaleDown?.stabilizationWindowSeconds).toBe(300);
    expect(slow.picking).toMatchObject({ leaseSeconds: 30, reportMaxAgeSeconds: 5 });
  });

  test("names all its faults at once, with line, path, value and mend", async () => {
    const pool = "scaling:\n  minReplica: 2\n  maxReplicas: many\npicking: { scorer: fewest }\n";
    const error = await read({ target: "0" }, { pool }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "configuration_invalid" });
    const { message } = error as Error;
    expect(message).toContain("4 faults");
    for (const part of [
      "pool.yaml:2:",
      "write minReplicas",
      "pool.yaml:3:",
      "many",
      "picking.scorer",
      "--target",
    ])
      expect(message).toContain(part);
  });

  test("that has more pods at least than at most is named with the flags that mend it", async () => {
    await expect(read({ min: "12" })).rejects.toMatchObject({
      message: expect.stringContaining("--max"),
    });
  });

  test("that is not there, or no YAML, is named", async () => {
    const stack = await readStackConfiguration({}, "/");
    await expect(readPool({ pool: "/nonexistent.yaml" }, stack, "/")).rejects.toMatchObject({
      code: "configuration_unreadable",
    });
    await expect(read({}, { pool: "scaling: [" })).rejects.toMatchObject({
      code: "configuration_unreadable",
    });
  });
});

describe("--config beside it", () => {
  test("says workload and picking where there is no pool file", async () => {
    const config = "lookup: { workload: { format: push }, picking: { scorer: utilization } }";
    expect((await read({ min: "1" }, { config })).spec).toMatchObject({
      workload: { format: "push" },
      picking: { scorer: "utilization", leaseSeconds: 3 },
    });
  });

  test("may not say what the pool file says", async () => {
    const config = "lookup: { picking: { scorer: utilization } }";
    await expect(read({}, { config, pool: "{}" })).rejects.toMatchObject({
      code: "usage_invalid",
      message: expect.stringContaining("lookup.picking"),
    });
  });
});
