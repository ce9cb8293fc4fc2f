import { lstat, mkdtemp, readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isSameVolume, writeVolume, type VolumeFiles } from "./write-volume.ts";

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), "fairlead-volume-"))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const volume = (files: Readonly<Record<string, string>>, mode = 0o644): VolumeFiles =>
  new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode }]));

it("shows each file through a link that changes for all at once", async () => {
  await writeVolume(directory, volume({ one: "1", "deep/two": "2" }));
  const first = await readlink(join(directory, "..data"));
  expect(await readlink(join(directory, "one"))).toBe("..data/one");
  expect(await readlink(join(directory, "deep"))).toBe("..data/deep");
  const linked = await lstat(join(directory, "one"));
  await writeVolume(directory, volume({ one: "changed", "deep/three": "3" }, 0o400));
  expect((await lstat(join(directory, "one"))).ino).toBe(linked.ino);
  expect(await readFile(join(directory, "one"), "utf8")).toBe("changed");
  expect((await stat(join(directory, "one"))).mode & 0o777).toBe(0o400);
  expect(await readdir(join(directory, "deep"))).toEqual(["three"]);
  const second = await readlink(join(directory, "..data"));
  expect(second).not.toBe(first);
  expect((await readdir(directory)).toSorted()).toEqual([second, "..data", "deep", "one"].toSorted());
});

it("takes away files that are no more", async () => {
  await writeVolume(directory, volume({ one: "1", two: "2" }));
  await writeVolume(directory, volume({ two: "2" }));
  expect((await readdir(directory)).filter((name) => !name.startsWith(".."))).toEqual(["two"]);
});

it("knows what is the same", () => {
  expect(isSameVolume(volume({ one: "1" }), volume({ one: "1" }))).toBe(true);
  expect(isSameVolume(volume({ one: "1" }), volume({ one: "2" }))).toBe(false);
  expect(isSameVolume(volume({ one: "1" }), volume({ two: "1" }))).toBe(false);
  expect(isSameVolume(volume({ one: "1" }), volume({ one: "1" }, 0o400))).toBe(false);
  expect(isSameVolume(volume({ one: "1" }), volume({ one: "1", two: "2" }))).toBe(false);
});
