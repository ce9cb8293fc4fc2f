import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, test } from "vitest";
import { runCli } from "../testing/run-cli.ts";

test("the demo shows what it promises, and leaves nothing behind", async () => {
  const run = runCli(["demo", "--output", "json"]);
  expect(await run.exited, run.stdout()).toEqual({ code: 0, signal: null });
  const [summary] = run.of("summary");
  expect(summary).toMatchObject({
    problems: [],
    load: { failed: 0, dropped: 0, misrouted: 0 },
    scaling: { start: 2, end: 2 },
  });
  expect(summary?.scaling.added).toBe(summary?.scaling.removed);
  expect(run.of("status").some(({ lookup }) => lookup === "down")).toBe(true);
  expect(run.of("lookup_started")).toHaveLength(2);
  expect(run.events().at(-1)?.event).toBe("stopped");
  await waitFor(() => run.pids().every((pid) => !isRunning(pid)));
});

test("it can be broken off while the lookup service is down", async () => {
  const run = runCli(["demo", "--output", "json"]);
  await run.event("lookup_ended");
  run.signal("SIGINT");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(run.of("summary")).toEqual([]);
  await waitFor(() => run.pids().every((pid) => !isRunning(pid)));
});
