import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeLog } from "./describe-log.ts";
import {
  formatEnvoyVersion,
  isAtLeast,
  MINIMUM_ENVOY_VERSION,
  parseEnvoyVersion,
  type EnvoyVersion,
} from "./envoy-version.ts";
import { describeFailure, runCommand, type Environment } from "./run-command.ts";

/** Either what an executable is, or why it will not do. */
export type EnvoyInspection =
  | { readonly usable: true; readonly version: EnvoyVersion }
  | { readonly usable: false; readonly reason: string };

/**
 * The smallest module that Envoy loads as a filter:
 * ```wat
 * (module
 *   (memory (export "memory") 1)
 *   (func (export "proxy_abi_version_0_2_1"))
 *   (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 0)))
 * ```
 */
const SMALLEST_FILTER =
  "AGFzbQEAAAABCQJgAABgAX8BfwMDAgABBQMBAAEHPwMGbWVtb3J5AgAXcHJveHlfYWJpX3ZlcnNpb25fMF8yXzEAABhwcm94eV9vbl9tZW1vcnlfYWxsb2NhdGUAAQoJAgIACwQAQQAL";

const extension = (name: string, type: string, value: object): object => ({
  name,
  typed_config: { "@type": `type.googleapis.com/envoy.extensions.filters.${type}`, ...value },
});

/** A configuration that an Envoy built without wasm refuses, in `--mode validate`. */
const wasmProbe = {
  static_resources: {
    listeners: [
      {
        name: "probe",
        address: { socket_address: { address: "127.0.0.1", port_value: 0 } },
        filter_chains: [
          {
            filters: [
              extension("hcm", "network.http_connection_manager.v3.HttpConnectionManager", {
                stat_prefix: "probe",
                route_config: {},
                http_filters: [
                  extension("probe", "http.wasm.v3.Wasm", {
                    config: {
                      vm_config: {
                        runtime: "envoy.wasm.runtime.v8",
                        code: { local: { inline_bytes: SMALLEST_FILTER } },
                      },
                    },
                  }),
                  extension("envoy.filters.http.router", "http.router.v3.Router", {}),
                ],
              }),
            ],
          },
        ],
      },
    ],
  },
};

/**
 * Asks an executable whether it is an Envoy of a sufficient version, and lets it load a wasm filter
 * for real: a build's version does not tell whether wasm was compiled in.
 */
export async function inspectEnvoy(path: string, environment: Environment): Promise<EnvoyInspection> {
  const options = { environment, timeoutMs: 20_000 };
  const answer = await runCommand(path, ["--version"], options);
  const version = parseEnvoyVersion(answer.stdout);
  if (version === undefined)
    return { usable: false, reason: `it is not an Envoy: ${describeFailure(answer)}` };
  if (!isAtLeast(version, MINIMUM_ENVOY_VERSION)) {
    const [has, needs] = [formatEnvoyVersion(version), formatEnvoyVersion(MINIMUM_ENVOY_VERSION)];
    return { usable: false, reason: `it is Envoy ${has}; ${needs} or later is needed` };
  }
  const directory = await mkdtemp(join(tmpdir(), "fairlead-probe-"));
  try {
    const file = join(directory, "probe.json");
    await writeFile(file, JSON.stringify(wasmProbe));
    const probe = await runCommand(
      path,
      ["--mode", "validate", "--disable-hot-restart", "--log-level", "warning", "--config-path", file],
      options,
    );
    if (probe.code === 0) return { usable: true, version };
    return {
      usable: false,
      reason: `Envoy ${formatEnvoyVersion(version)} cannot load a wasm filter: ${probe.code === undefined ? describeFailure(probe) : describeLog(probe.stderr.trim().split("\n"))}`,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
