import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followAuditLog } from "./audit-log.ts";

const line = (verb: string): string =>
  `${JSON.stringify({
    stage: "ResponseComplete",
    verb,
    user: { username: "admin" },
    requestReceivedTimestamp: "2026-01-02T03:04:05.678901Z",
    stageTimestamp: "2026-01-02T03:04:05.680000Z",
  })}\n`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-bench-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("followAuditLog", () => {
  it("gives each event once, when its line is whole", async () => {
    const path = join(directory, "audit.log");
    await appendFile(path, line("get") + line("list").slice(0, 20));
    const log = followAuditLog(path);
    const verbs = async () => (await log.take()).map(({ verb }) => verb);
    expect(await verbs()).toEqual(["get"]);
    expect(await verbs()).toEqual([]);
    await appendFile(path, line("list").slice(20) + line("patch"));
    expect(await verbs()).toEqual(["list", "patch"]);
  });
});
