import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import type { DevRun } from "../dev/start-dev.ts";
import { startScaledDev } from "./scaled-dev.ts";

/** Ways to a mount of one's own, for root and for everybody else where the system lets them. */
const NAMESPACES = [
  ["unshare", "-m"],
  ["unshare", "-Urm"],
] as const;
const MOUNT = 'mount -t tmpfs -o size=4m none "$0" && exec "$@"';

/** A disk of 4 MB that only this run sees; `undefined` where the system has none to give. */
function ownDisk(directory: string): readonly string[] | undefined {
  const command = (namespace: readonly string[]) => [...namespace, "sh", "-c", MOUNT, directory];
  return NAMESPACES.map(command).find(([program = "", ...words]) => {
    return spawnSync(program, [...words, "true"]).status === 0;
  });
}

/** Fills the disk until the kernel refuses; without a disk of its own, takes the right to write away. */
function refuseWrites(dev: DevRun, directory: string, isOwnDisk: boolean): () => void {
  if (!isOwnDisk) {
    chmodSync(directory, 0o500);
    return () => chmodSync(directory, 0o700);
  }
  const file = `/proc/${dev.pid}/root${directory}/full`;
  const block = Buffer.alloc(65_536);
  let code: string | undefined;
  while (code === undefined) {
    try {
      appendFileSync(file, block);
    } catch (error) {
      code = (error as NodeJS.ErrnoException).code;
    }
  }
  if (code !== "ENOSPC") throw new Error(`the disk refuses with ${code}`);
  return () => rmSync(file);
}

test("a full disk: sessions stay, nothing that runs is lost, and scaling goes on once there is room", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-disk-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const wrapper = ownDisk(directory);
  const { connect, cut, dev, openPods } = await startScaledDev({
    environment: { TMPDIR: directory },
    ...(wrapper === undefined ? {} : { wrapper }),
  });
  const sessions = await connect(8);
  await openPods(2);
  const restore = refuseWrites(dev, directory, wrapper !== undefined);
  onTestFinished(() => {
    try {
      restore();
    } catch {
      // There is room again.
    }
  });
  // More clients than the pods should have: the scaler decides, and cannot store what it has decided.
  sessions.push(...(await connect(4)));
  const explain = async (): Promise<string> => {
    const { pool, scaler } = dev.addresses;
    const answer = await fetch(`${scaler}/v1/pools/${pool}`).catch(() => undefined);
    return (await answer?.text()) ?? "";
  };
  await until("the scaler says so", async () =>
    /"type":"StatusNotStored","status":true/.test((await explain()).replaceAll(/\s/g, "")),
  );
  expect(cut()).toBe(0);
  restore();
  await openPods(3);
  const [stay, ...others] = sessions;
  for (const session of others) session.leave();
  await until("the others go", () => dev.processes.pods().length <= 2);
  expect(cut()).toBe(0);
  stay?.leave();
  await openPods(1);
});
