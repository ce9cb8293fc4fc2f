import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkHasOverrideHost } from "../envoy/check-has-override-host.ts";
import { findEnvoy } from "../envoy/find-envoy.ts";
import { bootstrap } from "../xds/bootstrap.ts";
import { createResourceFiles } from "../xds/resource-files.ts";
import { checkAddressIsFree } from "./check-address-is-free.ts";
import { createLocalGateway } from "./create-local-gateway.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import type { LocalGateway } from "./local-gateway.ts";
import type { LocalGatewayOptions } from "./local-gateway-options.ts";
import { checkPods } from "./local-pod.ts";
import { createResources } from "./resources.ts";
import { resolveWasmPath } from "./resolve-wasm-path.ts";
import { startEnvoy, type RunningEnvoy } from "./start-envoy.ts";

const START_TIMEOUT_MS = 15_000;
const NEVER_ABORTED = new AbortController().signal;

function envoyParameters(options: LocalGatewayOptions, directory: string): string[] {
  const components = Object.entries(options.componentLogLevels ?? {}).map(
    ([name, level]) => `${name}:${level}`,
  );
  return [
    "--config-path",
    join(directory, "bootstrap.json"),
    "--admin-address-path",
    join(directory, "admin-address"),
    // Two gateways on one host share nothing, and the guard ends Envoy with its parent.
    "--disable-hot-restart",
    "--drain-time-s",
    "1",
    "--drain-strategy",
    "immediate",
    "--concurrency",
    String(options.concurrency ?? 1),
    "--log-level",
    options.logLevel ?? "warning",
    ...(components.length === 0 ? [] : ["--component-log-level", components.join(",")]),
  ];
}

function listenAddress({ listen = {} }: LocalGatewayOptions): { host: string; port: number } {
  const { host = "127.0.0.1", port = 0 } = listen;
  if (isIP(host) === 0) {
    throw new LocalGatewayError(
      "configuration_invalid",
      `listen.host "${host}" is not an IP address. Write 127.0.0.1 or ::1.`,
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LocalGatewayError(
      "configuration_invalid",
      `listen.port ${port} is not a port: 0 (a free one) to 65535.`,
    );
  }
  return { host, port };
}

/**
 * Starts an Envoy, with the gateway filter or without, that routes to pods on this host; resolves
 * once it serves.
 *
 * @throws EnvoyUnusableError, EnvoyUnavailableError when there is no Envoy to start.
 * @throws LocalGatewayError `gateway_address_in_use`, `gateway_configuration_rejected` (a key of the
 * filter configuration, as the filter names it), `gateway_start_failed`, `filter_missing`, `configuration_invalid`.
 * @throws FairleadError `identifier_invalid` for a pod or an endpoint.
 *
 * @example
 * ```ts
 * const gateway = await startLocalGateway({
 *   pods: [{ podId: "chat-1", routeId: "chat-1", endpoint: "127.0.0.1:9001", state: "open" }],
 *   routing: { mode: "routes" },
 * });
 * await fetch(`${gateway.address}/rooms?podId=chat-1`);
 * await gateway.stop();
 * ```
 */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  checkPods(options.pods);
  const { host, port } = listenAddress(options);
  const wasmPath = options.filter === undefined ? undefined : await resolveWasmPath(options.filter.wasmPath);
  const path = options.envoyPath ?? (await findEnvoy()).path;
  if (options.routing.mode === "override_host") await checkHasOverrideHost(path);
  await checkAddressIsFree(host, port);

  const temporaryDirectory =
    options.directory === undefined ? await mkdtemp(join(tmpdir(), "fairlead-gateway-")) : undefined;
  const directory = temporaryDirectory ?? resolve(options.directory ?? "");
  const removeTemporary = async (): Promise<void> => {
    if (temporaryDirectory !== undefined) await rm(temporaryDirectory, { recursive: true, force: true });
  };
  try {
    await mkdir(directory, { recursive: true });
    const files = createResourceFiles(directory);
    const resources = createResources({ options, files, host, wasmPath });
    await files.write("clusters", resources.clusters(options.pods));
    await files.write("endpoints", resources.endpoints(options.pods));
    await files.write("routes", resources.routes(options.pods));
    if (options.filter !== undefined)
      await files.write("filter", resources.filter(options.filter.configuration));
    const configuration = bootstrap({
      clustersFile: files.path("clusters"),
      listenersFile: files.path("listeners"),
      runtime: options.runtime ?? {},
    });
    await writeFile(join(directory, "bootstrap.json"), JSON.stringify(configuration));

    const start = async (atPort: number, signal: AbortSignal): Promise<RunningEnvoy> => {
      await files.write("listeners", resources.listeners(atPort));
      return startEnvoy({
        path,
        parameters: envoyParameters(options, directory),
        directory,
        temporaryDirectory,
        kinds: resources.kinds,
        timeoutMs: options.startTimeoutMs ?? START_TIMEOUT_MS,
        signal,
      });
    };
    const first = await start(port, NEVER_ABORTED);
    return createLocalGateway({
      first,
      async startAgain(signal) {
        await checkAddressIsFree(first.host, first.port);
        return start(first.port, signal);
      },
      restart: options.restart,
      resources,
      files,
      directory,
      pods: options.pods,
      removeTemporary,
    });
  } catch (error) {
    await removeTemporary();
    throw error;
  }
}
