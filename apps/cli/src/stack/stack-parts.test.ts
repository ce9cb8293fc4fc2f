import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filterConfigurationSchema } from "@fairlead/routing-schema";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { localSpecSchema } from "../options/pool-settings.ts";
import { readmePart } from "../testing/readme.ts";
import { withShares } from "./read-status.ts";
import { routingCounts } from "./routing-counts.ts";
import { createRunDirectory } from "./run-directory.ts";
import { stackConfigurationSchema } from "./stack-configuration.ts";
import { startFailure } from "./start-failure.ts";
import { createTeardown } from "./teardown.ts";

test("parts are taken down in reverse, all of them, and the first fault is thrown", async () => {
  const steps: string[] = [];
  const teardown = createTeardown();
  for (const name of ["lookup", "gateway", "pods"]) {
    teardown.add({
      stop() {
        steps.push(`stop ${name}`);
        return name === "gateway" ? Promise.reject(new Error("stuck")) : Promise.resolve();
      },
      kill: () => void steps.push(`kill ${name}`),
    });
  }
  await expect(teardown.stop()).rejects.toThrow("stuck");
  teardown.kill();
  expect(steps).toEqual([
    "stop pods",
    "stop gateway",
    "stop lookup",
    "kill pods",
    "kill gateway",
    "kill lookup",
  ]);
});

test("the filter's counters are sorted by source and cause", () => {
  expect(
    routingCounts({
      fairlead_filter_requests: 9,
      fairlead_filter_routed_snapshot: 5,
      fairlead_filter_routed_client: 1,
      fairlead_filter_unrouted_breaker_open: 3,
    }),
  ).toEqual({ routed: { snapshot: 5, client: 1 }, unrouted: { breaker_open: 3 } });
});

test("a share is a part of all clients, of none while there are none, and unknown where clients are", () => {
  const pod = {
    podId: "a",
    job: "a",
    endpoint: "127.0.0.1:1",
    state: "open",
    reports: true,
    capacity: null,
    why: null,
  } as const;
  const shares = (...clients: (number | null)[]) =>
    withShares(clients.map((count) => ({ ...pod, clients: count }))).map(({ share }) => share);
  expect(shares(1, 3)).toEqual([0.25, 0.75]);
  expect(shares(0, 0)).toEqual([0, 0]);
  expect(shares(2, null)).toEqual([1, null]);
});

test("a start is given up when a pod is late, or has ended three times, and never for one that served", () => {
  const pod = {
    podId: "a",
    jobName: "a",
    routeId: "a",
    endpoint: "127.0.0.2:20001",
    pid: 1,
    phase: "starting",
  } as const;
  const ended = {
    kind: "ended",
    pod,
    exit: { code: 1, signal: null },
    reason: "exited",
    served: false,
    lastLines: [],
    restartInMs: 1,
    failures: 3,
  } as const;
  expect(startFailure(ended, 1_000)).toMatchObject({ code: "pod_not_ready" });
  expect(startFailure({ ...ended, failures: 1, reason: "not_ready" }, 1_000)?.message).toContain(
    "within 1 s",
  );
  for (const other of [{ failures: 2 }, { served: true }, { reason: "deleted" as const }]) {
    expect(startFailure({ ...ended, ...other }, 1_000)).toBeUndefined();
  }
  expect(startFailure({ kind: "ready", pod }, 1_000)).toBeUndefined();
});

test("a run's directory is its own, and those of runs that were killed are removed", async () => {
  const temporary = await mkdtemp(join(tmpdir(), "fairlead-test-"));
  onTestFinished(() => rm(temporary, { recursive: true, force: true }));
  // Process numbers end below 2^22 on Linux and macOS.
  for (const name of [
    "fairlead-run-99999999-abc",
    `fairlead-run-${process.pid}-abc`,
    "fairlead-other",
    "x-fairlead-run-99999999-a",
  ]) {
    await mkdir(join(temporary, name));
  }
  const teardown = createTeardown();
  await createRunDirectory(teardown, temporary);
  expect(await readdir(temporary)).toHaveLength(4);
  await teardown.stop();
  expect((await readdir(temporary)).toSorted()).toEqual(
    [`fairlead-run-${process.pid}-abc`, "fairlead-other", "x-fairlead-run-99999999-a"].toSorted(),
  );
});

test("the files in the README are good ones; without a file there is one, too", () => {
  const yaml = readmePart("configuration").replace(/^```yaml\n|\n```$/g, "");
  const { filter, lookup } = stackConfigurationSchema.parse(parse(yaml));
  expect(filter).toMatchObject({ mode: "per_request", sticky_cookie: "pod", expose_pod: true });
  expect(lookup).toMatchObject({ workload: { path: "/status" }, collection: { minIntervalMs: 100 } });

  const pool = parse(readmePart("pool").replace(/^```yaml\n|\n```$/g, "")) as unknown;
  expect(localSpecSchema.parse(pool)).toMatchObject({ scaling: { maxReplicas: 8, buffer: { minFree: 10 } } });

  const empty = stackConfigurationSchema.parse({});
  expect(empty.filter).toMatchObject({ mode: "snapshot", expose_pod: true });
  expect(
    filterConfigurationSchema.safeParse({ upstream_name: "x", authority: "x", ...empty.filter }).success,
  ).toBe(true);
  expect(stackConfigurationSchema.safeParse({ filter: { upstream_name: "x" } }).success).toBe(false);
});
