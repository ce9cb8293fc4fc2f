import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EMPTY_STATUS, type PoolStatus } from "@fairlead/pool-scaling";
import { createStatusFile } from "./status-file.ts";

const FULL = "/dev/full";

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "status-"));
  path = join(directory, "status.json");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const status = (revision: number): PoolStatus => ({
  ...EMPTY_STATUS,
  revision,
  nextOrdinal: revision + 1,
  desiredReplicas: 3,
});
const memory = {
  recommendations: [{ replicas: 3, atMs: 1 }],
  scaleUpEvents: [{ change: 2, atMs: 1 }],
  scaleDownEvents: [],
  scaledToZero: false,
};

describe("a status file", () => {
  it("gives to the next process what was written", async () => {
    const store = createStatusFile({ path });
    expect(await store.read()).toBeUndefined();
    await store.write({ pool: status(1), replicaCount: memory }, 0);
    expect(await createStatusFile({ path }).read()).toEqual({ pool: status(1), replicaCount: memory });
  });

  it("refuses a write that missed another", async () => {
    const first = createStatusFile({ path });
    const second = createStatusFile({ path });
    await first.write({ pool: status(1) }, 0);
    await expect(second.write({ pool: status(1) }, 0)).rejects.toMatchObject({ code: "precondition_failed" });
    await second.write({ pool: status(2) }, 1);
    await expect(first.write({ pool: status(2) }, 1)).rejects.toMatchObject({ code: "precondition_failed" });
    expect(await first.read()).toMatchObject({ pool: status(2) });
  });

  it("survives a full disk, and recovers from it", async () => {
    const told: (string | undefined)[] = [];
    const store = createStatusFile({ path, changed: (fault) => told.push(fault?.message) });
    await store.write({ pool: status(1) }, 0);
    const temporary = `${path}.${process.pid}.new`;
    // What is written to this device meets a full disk. A system without it refuses a write in another way.
    const reason = existsSync(FULL) ? "ENOSPC" : "EISDIR";
    await (existsSync(FULL) ? symlink(FULL, temporary) : mkdir(temporary));
    await store.write({ pool: status(2) }, 1);
    expect(store.fault).toMatchObject({ code: "status_not_stored", details: { path } });
    expect(store.fault?.message).toContain(reason);
    // The last good one stays on the disk, and the controller goes on with the newest.
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pool: { revision: 1 } });
    expect(await store.read()).toMatchObject({ pool: { revision: 2 } });

    await rm(temporary, { recursive: true, force: true });
    await store.write({ pool: status(3) }, 2);
    expect(store.fault).toBeUndefined();
    expect(await createStatusFile({ path }).read()).toMatchObject({ pool: { revision: 3 } });
    expect(told).toEqual([expect.stringContaining(reason), undefined]);
  });

  it.each(["", "{", "[]", "null", '{"pool":{"revision":-1}}', '{"pool":{"revision":"x"}}'])(
    "takes a file that holds %j for none",
    async (text) => {
      await writeFile(path, text);
      const store = createStatusFile({ path });
      expect(await store.read()).toBeUndefined();
      await store.write({ pool: status(1) }, 0);
      expect(await createStatusFile({ path }).read()).toMatchObject({ pool: { revision: 1 } });
    },
  );
});
