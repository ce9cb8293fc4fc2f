import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, test, onTestFinished } from "vitest";
import { keepRunning, type KeptProcess } from "./keep-running.ts";

const backOff = { initialMs: 10, maximumMs: 40, recoveredAfterMs: 60_000 };

async function keep(
  script: string,
): Promise<{ kept: KeptProcess; pids: number[]; waits: (number | undefined)[] }> {
  const pids: number[] = [];
  const waits: (number | undefined)[] = [];
  const kept = await keepRunning({
    path: "/bin/sh",
    parameters: ["-c", script],
    environment: process.env,
    backOff,
    onStarted: (pid) => pids.push(pid),
    onEnded: (_, restartInMs) => waits.push(restartInMs),
  });
  onTestFinished(() => kept.kill());
  return { kept, pids, waits };
}

test("a process that is killed is started again", async () => {
  const { kept, pids } = await keep("exec sleep 60");
  process.kill(pids[0] as number, "SIGKILL");
  await waitFor(() => pids.length === 2);
  expect(kept.pid).toBe(pids[1]);
});

test("a process that keeps ending is started more and more seldom", async () => {
  const { waits } = await keep("exit 1");
  await waitFor(() => waits.length >= 5);
  expect(waits.slice(0, 5)).toEqual([10, 20, 40, 40, 40]);
});

test("one that is suspended stays down until it is resumed", async () => {
  const { kept, pids, waits } = await keep("exec sleep 60");
  kept.suspend();
  process.kill(pids[0] as number, "SIGKILL");
  await waitFor(() => waits.length === 1);
  expect([kept.pid, pids.length]).toEqual([undefined, 1]);
  kept.resume();
  await waitFor(() => pids.length === 2);
});

test("one that is stopped stays down, also between two runs", async () => {
  const { kept, pids } = await keep("exec sleep 60");
  await kept.stop({ graceMs: 20_000 });
  expect([kept.pid, isRunning(pids[0] as number)]).toEqual([undefined, false]);

  const other = await keep("exec sleep 60");
  other.kept.suspend();
  process.kill(other.pids[0] as number, "SIGKILL");
  await waitFor(() => other.waits.length === 1);
  await other.kept.stop({ graceMs: 0 });
  expect([other.kept.pid, other.pids.length]).toEqual([undefined, 1]);
});
