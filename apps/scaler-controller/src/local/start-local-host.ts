import { LOOKUP_CLUSTER, startLocalGateway } from "@fairlead/local-gateway";
import { createLocalPods, findCommand } from "@fairlead/local-pods";
import type { ScalerControllerConfiguration } from "@fairlead/routing-schema";
import type { Logger } from "pino";
import type { LocalWorld } from "./create-local-world.ts";
import { createLocalWorld } from "./create-local-world.ts";
import { templateHash } from "./template-hash.ts";

/** The pods and the gateway of one host, run by this process. */
export interface LocalHost {
  readonly world: LocalWorld;
  /** `http://host:port`, where clients connect. */
  readonly gatewayAddress: string;
  /** Settles when Envoy has ended by itself. */
  readonly failed: Promise<Error>;
  /** Ends the gateway, and then the pods. */
  stop(): Promise<void>;
}

/**
 * Starts what a scaler of one host scales: an Envoy with the filter, and no pod yet.
 *
 * @throws {FairleadError} `command_not_found`, and what `startLocalGateway` throws.
 */
export async function startLocalHost(
  { starting, world: options }: Pick<ScalerControllerConfiguration, "starting" | "world">,
  {
    environment,
    logger,
    wasmPath,
  }: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly logger: Logger;
    /** The compiled gateway filter; by default that of `@fairlead/gateway-filter`. */
    readonly wasmPath?: string | undefined;
  },
): Promise<LocalHost> {
  const { command, lookup, pool, spec, workingDirectory } = options;
  const [program = "", ...parameters] = command;
  const executable = await findCommand(program, { searchPath: environment["PATH"] ?? "", workingDirectory });
  const { queryParameter: queryParam } = spec.routing;
  const gateway = await startLocalGateway({
    pods: [],
    listen: { host: options.gateway.host, port: options.gateway.port },
    routing: { mode: spec.routing.mode === "subset" ? "routes" : "override_host", queryParam },
    lookupService: { address: lookup.endpoint },
    filter: {
      wasmPath,
      configuration: {
        upstream_name: LOOKUP_CLUSTER,
        authority: "lookup-service",
        pool,
        mode: options.gateway.mode,
        query_param: queryParam,
        snapshot_max_age_ms: lookup.snapshotMaxAgeMs,
      },
    },
  });
  const pods = createLocalPods({
    pool,
    executable,
    parameters,
    environment,
    workingDirectory,
    readyPath: options.readyPath,
    stopGraceMs: options.stopGraceMs,
  });
  pods.subscribe((event) => {
    const { podId } = event.pod;
    if (event.kind === "output") logger.debug({ podId, stream: event.stream, line: event.line }, "output");
    else if (event.kind === "ended" && event.reason !== "deleted") {
      const { exit, lastLines, reason } = event;
      logger.warn({ podId, exit, reason, lastLines }, "pod ended");
    } else logger.debug({ podId, kind: event.kind }, "pod");
  });
  const world = createLocalWorld({
    pool,
    spec,
    declaration: {
      podNamePrefix: options.podNamePrefix,
      templateHash: templateHash([command, workingDirectory]),
      maxStarting: starting.maxStarting,
      startDeadlineMs: starting.deadlineMs,
      backOffBaseMs: starting.backOffBaseMs,
      backOffMaxMs: starting.backOffMaxMs,
    },
    pods,
    gateway,
    lookupUrl: `http://${lookup.endpoint}`,
    timeoutMs: lookup.timeoutMs,
    snapshotMaxAgeMs: lookup.snapshotMaxAgeMs,
    podsFile: options.podsFile,
    statusFile: options.statusFile,
    logger,
  });
  let stopping: Promise<void> | undefined;
  async function end(): Promise<void> {
    world.close();
    await gateway.stop();
    await pods.close();
  }
  return {
    world,
    gatewayAddress: gateway.address,
    failed: new Promise((resolve) => {
      void gateway.exited.then(({ expected }) => {
        if (!expected) resolve(new Error(`Envoy ended: ${gateway.logs().slice(-5).join("\n")}`));
      });
      pods.failed.catch((error: unknown) =>
        resolve(error instanceof Error ? error : new Error(String(error))),
      );
    }),
    stop: () => (stopping ??= end()),
  };
}
