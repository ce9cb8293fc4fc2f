import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheDirectory } from "./cache-directory.ts";
import { withFileLock } from "./file-lock.ts";
import { findBinaries } from "./find-binaries.ts";
import { KUBERNETES_VERSION } from "./versions.ts";

let home: string;
beforeEach(async () => (home = await mkdtemp(join(tmpdir(), "fairlead-find-"))));
afterEach(() => rm(home, { recursive: true, force: true }));

/** Writes an executable, and gives its path. */
async function program(directory: string, name: string, script = "exit 0"): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
const PATH = "/usr/bin:/bin";

describe("findBinaries", () => {
  it("takes what is named first, then the cache", async () => {
    const cached = join(
      home,
      "testbed",
      `kubernetes-${KUBERNETES_VERSION}-${process.platform}-${process.arch}`,
    );
    const environment = {
      PATH,
      FAIRLEAD_CACHE: home,
      FAIRLEAD_TESTBED_BIN: join(home, "own"),
      KUBEBUILDER_ASSETS: join(home, "assets"),
    };
    for (const name of ["etcd", "kube-apiserver", "kubectl"]) await program(cached, name);
    for (const name of ["etcd", "kube-apiserver"]) await program(join(home, "assets"), name);
    const own = await program(join(home, "own"), "etcd");
    expect(await findBinaries(["etcd", "kube-apiserver", "kubectl"], { environment })).toEqual({
      etcd: own,
      "kube-apiserver": join(home, "assets", "kube-apiserver"),
      kubectl: join(cached, "kubectl"),
    });
  });

  it("says what to install when there is no Go toolchain", async () => {
    await mkdir(join(home, "empty"));
    const environment = { PATH: join(home, "empty"), FAIRLEAD_CACHE: home };
    const found = findBinaries(["etcd"], { environment, toolchainDirectories: [] });
    await expect(found).rejects.toThrow(
      "There is no Go toolchain on PATH to build etcd with. Install Go 1.26 or newer, or name a directory",
    );
  });

  it("says which Go toolchain is too old", async () => {
    const go = await program(join(home, "bin"), "go", "echo go1.19.8");
    const environment = { PATH: `${join(home, "bin")}:${PATH}`, FAIRLEAD_CACHE: home };
    await expect(findBinaries(["etcd"], { environment })).rejects.toThrow(
      `${go} is go1.19.8, too old to build etcd. Install Go 1.26 or newer`,
    );
  });

  it("shows why a build failed, and leaves nothing of it", async () => {
    await program(
      join(home, "bin"),
      "go",
      'if [ "$1" = env ]; then echo go1.27.1; else echo "no such module" >&2; exit 1; fi',
    );
    const environment = { PATH: `${join(home, "bin")}:${PATH}`, FAIRLEAD_CACHE: home };
    await expect(findBinaries(["etcd"], { environment })).rejects.toThrow("no such module");
    const [directory = ""] = await readdir(join(home, "testbed"));
    expect(await readdir(join(home, "testbed", directory))).toEqual([".lock"]);
  });
});

describe("cacheDirectory", () => {
  it.each([
    [{ FAIRLEAD_CACHE: "/own", XDG_CACHE_HOME: "/shared", HOME: "/home/x" }, "/own/testbed"],
    [{ XDG_CACHE_HOME: "/shared", HOME: "/home/x" }, "/shared/fairlead/testbed"],
    [{ FAIRLEAD_CACHE: "", XDG_CACHE_HOME: "", HOME: "/home/x" }, "/home/x/.cache/fairlead/testbed"],
  ])("%j is %s", (environment, expected) => {
    expect(cacheDirectory(environment)).toBe(expected);
  });
});

describe("withFileLock", () => {
  it("lets one in at a time, and the next one after a failure", async () => {
    const path = join(home, "lock");
    let inside = 0;
    const visit = () =>
      withFileLock(path, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
        throw new Error("out");
      });
    for (const end of await Promise.allSettled([visit(), visit(), visit()])) {
      expect(end).toMatchObject({ status: "rejected", reason: { message: "out" } });
    }
  });

  it("says that it cannot lock", async () => {
    await expect(withFileLock(join(home, "missing", "lock"), () => Promise.resolve())).rejects.toThrow(
      "cannot be locked",
    );
  });
});
