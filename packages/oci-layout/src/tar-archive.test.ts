import fc from "fast-check";
import { parseTar } from "nanotar";
import { describe, expect, it } from "vitest";
import { createTarArchive } from "./tar-archive.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Read by another implementation than the one that writes. */
const read = (archive: Uint8Array) => parseTar(Uint8Array.from(archive));

describe("createTarArchive", () => {
  it("puts folders before files, owned by root and of no time", () => {
    const archive = createTarArchive([
      { path: "b.txt", data: bytes("b") },
      { path: "app/bin/run", data: bytes("#!/bin/sh"), executable: true },
    ]);
    expect(read(archive).map(({ name, type, attrs }) => [name, type, attrs])).toEqual(
      [
        ["app/", "directory", "000755"],
        ["app/bin/", "directory", "000755"],
        ["app/bin/run", "file", "000755"],
        ["b.txt", "file", "000644"],
      ].map(([name, type, mode]) => [
        name,
        type,
        {
          mode: expect.stringContaining(mode ?? "") as string,
          uid: 0,
          gid: 0,
          mtime: 0,
          user: "",
          group: "",
        },
      ]),
    );
    expect(archive.byteLength % 512).toBe(0);
    expect(archive.subarray(-1024)).toEqual(Buffer.alloc(1024));
  });

  it("keeps every byte, whatever the order of the files", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const files = fc.uniqueArray(
      fc.record({
        path: fc.tuple(name, name).map(([a, b]) => `d-${a}/f-${b}`),
        data: fc.uint8Array({ maxLength: 1_100 }),
      }),
      { selector: ({ path }) => path, maxLength: 8 },
    );
    fc.assert(
      fc.property(files, (given) => {
        const archive = createTarArchive(given);
        expect(createTarArchive(given.toReversed())).toEqual(archive);
        const found = new Map(read(archive).map(({ name: path, data }) => [path, Buffer.from(data ?? [])]));
        for (const { path, data } of given) expect(found.get(path)).toEqual(Buffer.from(data));
      }),
    );
  });

  it.each(["/etc/passwd", "../x", "a/../b", "a//b", "", "a/", "./a", "x".repeat(100)])(
    "refuses %j",
    (path) => {
      expect(() => createTarArchive([{ path, data: bytes("") }])).toThrow(TypeError);
    },
  );

  it("refuses a path that is there twice, or is a file and a folder", () => {
    const file = (path: string) => ({ path, data: bytes("") });
    expect(() => createTarArchive([file("a"), file("a")])).toThrow('"a" is there twice');
    expect(() => createTarArchive([file("a"), file("a/b")])).toThrow('"a" is a file and a folder');
    expect(() => createTarArchive([file("a/b"), file("a")])).toThrow('"a" is there twice');
  });
});
