import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Leadership } from "../interfaces/leadership.ts";
import type { Clock } from "../interfaces/clock.ts";
import { steadyClock } from "../steady-clock.ts";
import { createLockFileLeadership } from "./lock-file-leadership.ts";

let directory: string;
let path: string;
const started: Leadership[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lock-"));
  path = join(directory, "lock");
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((leadership) => leadership.stop()));
  await rm(directory, { recursive: true, force: true });
});

/** The lease is longer than a loaded machine lets a process wait, so that it ends by a test's will alone. */
async function takePart(leaseMs = 5_000, clock: Clock = steadyClock): Promise<Leadership> {
  const leadership = createLockFileLeadership({ path, leaseMs, clock });
  started.push(leadership);
  await leadership.start(() => {});
  return leadership;
}

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid as number;
}

describe("leadership by a lock file", () => {
  it("is one's alone, and is handed over on stop", async () => {
    const first = await takePart();
    const second = await takePart();
    expect([first.isLeader(), second.isLeader()]).toEqual([true, false]);
    await first.stop();
    expect(first.isLeader()).toBe(false);
    await until("the second leads", () => second.isLeader());
  });

  it("is held through renewals while another waits", async () => {
    const first = await takePart();
    const second = await takePart();
    const renewals = new Set<number>();
    await until("the lock was renewed for more than a lease", async () => {
      expect(second.isLeader()).toBe(false);
      renewals.add((await stat(`${path}.1`)).mtimeMs);
      return renewals.size > 5;
    });
    expect(first.isLeader()).toBe(true);
  });

  it("goes to exactly one of many who start at once", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => takePart(5_000)));
    expect(all.filter((leadership) => leadership.isLeader())).toHaveLength(1);
  });

  it("is taken over at once from a process that is gone", async () => {
    await writeFile(`${path}.7`, `${await deadPid()} other\n`);
    const all = await Promise.all(Array.from({ length: 20 }, () => takePart(60_000)));
    expect(all.filter((leadership) => leadership.isLeader())).toHaveLength(1);
    expect((await readdir(directory)).filter((name) => !name.endsWith(".new"))).toEqual(["lock.8"]);
  });

  it("is taken over from a process that hangs, after its lease and not before", async () => {
    let nowMs = 0;
    let rounds = 0;
    await writeFile(`${path}.1`, `${process.pid} other\n`);
    // While it does not lead, it looks at the clock once a round.
    const clock = { nowMs: () => ((rounds += 1), nowMs) };
    const candidate = await takePart(1_000, clock);
    expect(candidate.isLeader()).toBe(false);
    nowMs = 999;
    const before = rounds;
    await until("two rounds were made", () => rounds >= before + 2);
    expect(candidate.isLeader()).toBe(false);
    nowMs = 1_000;
    await until("it leads", () => candidate.isLeader());
  });

  it("ends by the holder's own clock before anybody else takes it", async () => {
    let nowMs = 0;
    const holder = await takePart(60_000, { nowMs: () => nowMs });
    expect(holder.isLeader()).toBe(true);
    nowMs = 44_999;
    expect(holder.isLeader()).toBe(true);
    nowMs = 45_000;
    expect(holder.isLeader()).toBe(false);
  });

  it("says why no part can be taken, and takes part once it can", async () => {
    path = join(directory, "missing", "lock");
    const leadership = await takePart();
    expect(leadership.isLeader()).toBe(false);
    expect(leadership.fault).toMatchObject({ code: "leadership_unavailable" });
  });
});
