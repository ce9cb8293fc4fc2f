import { delimiter } from "node:path";
import { findCommand } from "@fairlead/local-pods";
import type { Environment } from "./cache-directory.ts";
import { runToEnd } from "./run-to-end.ts";
import { TestbedError } from "./testbed-error.ts";
import { MINIMUM_GO } from "./versions.ts";

/** A Go toolchain that builds what the test bed needs. */
export interface GoToolchain {
  /** Runs `go` with these parameters, and gives its output. `variables` come on top of the toolchain's own. */
  run(parameters: readonly string[], options?: GoRunOptions): Promise<string>;
}

/** How one command of the toolchain is run. */
export interface GoRunOptions {
  readonly workingDirectory?: string;
  readonly variables?: Environment;
}

const needed = `Go ${MINIMUM_GO.major}.${MINIMUM_GO.minor} or newer`;
const otherwise = "or name a directory that holds the programs in FAIRLEAD_TESTBED_BIN";

/**
 * Finds the Go toolchain of this machine. No other one is fetched in its place, and nothing is built with cgo.
 *
 * @throws TestbedError when there is none, or one that is too old.
 */
export async function findGoToolchain(
  environment: Environment,
  purpose: string,
  directories: readonly string[] = ["/usr/local/go/bin", "/usr/lib/go/bin"],
): Promise<GoToolchain> {
  const path = await findCommand("go", {
    searchPath: [environment["PATH"] ?? "", ...directories].join(delimiter),
    workingDirectory: ".",
  }).catch((error: unknown) => {
    throw new TestbedError(
      `There is no Go toolchain on PATH to build ${purpose} with. Install ${needed}, ${otherwise}.`,
      { cause: error },
    );
  });
  const own = { ...environment, GOTOOLCHAIN: "local", CGO_ENABLED: "0", GOWORK: "off" };
  const version = await runToEnd(path, ["env", "GOVERSION"], { environment: own });
  const [, major = "0", minor = "0"] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  const isNewEnough =
    Number(major) > MINIMUM_GO.major ||
    (Number(major) === MINIMUM_GO.major && Number(minor) >= MINIMUM_GO.minor);
  if (!isNewEnough) {
    throw new TestbedError(
      `${path} is ${version.trim()}, too old to build ${purpose}. Install ${needed}, ${otherwise}.`,
    );
  }
  return {
    run: (parameters, { workingDirectory, variables } = {}) =>
      runToEnd(path, parameters, { environment: { ...own, ...variables }, workingDirectory }),
  };
}
