import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runToEnd } from "../../binaries/run-to-end.ts";
import { withMounts } from "./mount-script.ts";
import { findMountTarget } from "./mount-target.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-mounts-"));
  await mkdir(join(directory, "host"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A directory with a file `name` that says which it is. */
async function source(name: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(path);
  await writeFile(join(path, "name"), name);
  return path;
}
/** Runs a script of a shell with directories of these names at these paths. */
async function run(script: string, paths: Readonly<Record<string, string>>, isReadOnly = true) {
  const mounts = await Promise.all(
    Object.entries(paths).map(async ([name, path]) => ({
      source: await source(name),
      ...(await findMountTarget(path)),
      isReadOnly,
    })),
  );
  const command = withMounts(["sh", "-c", script], mounts, join(directory, "host"));
  const prefix = process.getuid?.() === 0 ? [] : ["unshare", "--map-root-user"];
  return runToEnd("/usr/bin/env", [...prefix, ...command], { environment: process.env });
}

describe("withMounts", () => {
  it.each([
    ["side by side", { one: "/etc/fairlead-a/one", two: "/etc/fairlead-a/two" }],
    [
      "in a new directory, then deeper in another one",
      { one: "/etc/fairlead-a", two: "/etc/ssl/fairlead-b/c" },
    ],
    ["deep in a directory, then beside it", { one: "/etc/ssl/fa", two: "/etc/fairlead-b/much/deeper" }],
    ["over a directory, then beside it", { one: "/etc/ssl", two: "/etc/fairlead-b/much/deeper" }],
    ["behind a symbolic link", { one: "/var/run/fairlead-a", two: "/run/fairlead-b" }],
  ])("shows directories %s", async (_where, paths) => {
    const names = Object.values(paths).map((path) => `${path}/name`);
    expect(await run(`cat ${names.join(" ")}`, paths)).toBe("onetwo");
    // This host has nothing of it, not even the directories that are mounted on.
    expect(Object.values(paths).filter((path) => path !== "/etc/ssl" && existsSync(path))).toEqual([]);
    expect(existsSync("/etc/ssl/name")).toBe(false);
  });

  it("shows a directory in another one that may be written", async () => {
    const paths = { one: "/etc/fairlead-a/inner", two: "/etc/fairlead-a" };
    const script = "cat /etc/fairlead-a/name /etc/fairlead-a/inner/name; touch /etc/fairlead-a/file";
    expect(await run(script, paths, false)).toBe("twoone");
    expect(existsSync(join(directory, "two", "file"))).toBe(true);
  });

  it("keeps what is there", async () => {
    const paths = { one: "/etc/fairlead-a", two: "/etc/ssl/fairlead-b" };
    const count =
      "ls -A /etc | wc -l; ls -A /etc/ssl | wc -l; head -c 5 /etc/os-release; head -c 5 /etc/hosts >/dev/null";
    const [etc, ssl, release] = (await run(count, paths)).split("\n");
    const [hostEtc, hostSsl, hostRelease] = (
      await runToEnd("/bin/sh", ["-c", count], { environment: process.env })
    ).split("\n");
    expect([Number(etc) - 1, Number(ssl) - 1, release]).toEqual([
      Number(hostEtc),
      Number(hostSsl),
      hostRelease,
    ]);
  });

  it("lets nothing be written that is for reading", async () => {
    const paths = { one: "/etc/fairlead-a" };
    await expect(run("touch /etc/fairlead-a/file", paths)).rejects.toThrow("Read-only file system");
    expect(existsSync(join(directory, "one", "file"))).toBe(false);
  });
});

describe("findMountTarget", () => {
  it("refuses what would have to be made in the root", async () => {
    await expect(findMountTarget("/fairlead-none/a")).rejects.toMatchObject({
      reason: "CreateContainerError",
    });
    await expect(findMountTarget("/")).rejects.toMatchObject({ reason: "CreateContainerError" });
  });
});
