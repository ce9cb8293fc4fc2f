/** Version of Kubernetes whose parts are built: the API server, the controller manager, kubectl. */
export const KUBERNETES_VERSION = "1.36.3";

/**
 * What of Istio is built. The module proxy serves few of Istio's versions and no release tag of the
 * last years, so the commit is pinned by its pseudo-version; `version` is what the binaries say.
 */
export const ISTIO = {
  module: "v0.0.0-20260827124520-eed52ebb66ad",
  version: "1.31-eed52ebb66ad",
  revision: "eed52ebb66ad",
} as const;

/** Version of the registry for images that is built: CNCF's Distribution. */
export const DISTRIBUTION_VERSION = "3.0.0";

/** Oldest Go toolchain that builds all of them. */
export const MINIMUM_GO = { major: 1, minor: 26 } as const;
