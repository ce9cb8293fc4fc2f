/** Version of an Envoy: major, minor, patch. */
export type EnvoyVersion = readonly [major: number, minor: number, patch: number];

/** The first Envoy that can give a crashed filter a new VM (`FAIL_RELOAD`). */
export const MINIMUM_ENVOY_VERSION: EnvoyVersion = [1, 33, 0];
/** The first Envoy with the `override_host` load balancing policy. */
export const MINIMUM_OVERRIDE_HOST_VERSION: EnvoyVersion = [1, 35, 0];

/** Reads the output of `envoy --version`: `envoy  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL`. */
export function parseEnvoyVersion(output: string): EnvoyVersion | undefined {
  const match = /version: [0-9a-f]+\/(\d+)\.(\d+)\.(\d+)[^/]*\//.exec(output);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** `1.40.0`. */
export const formatEnvoyVersion = (version: EnvoyVersion): string => version.join(".");

/** Whether a version is the wanted one or later. */
export function isAtLeast(version: EnvoyVersion, wanted: EnvoyVersion): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
