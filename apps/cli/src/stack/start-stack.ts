import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createAddressAllocator, writePodsFile, type KeptProcess } from "@fairlead/local-pods";
import { formatEndpoint, type Endpoint } from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import { killProcess } from "../process/kill-process.ts";
import { noteRunning } from "../running/running-stacks.ts";
import { awaitSnapshot } from "./await-snapshot.ts";
import { findEnvoyInProcess } from "./find-envoy.ts";
import { followHost } from "./follow-host.ts";
import { followPoolEvents } from "./follow-pool-events.ts";
import { startLookupProcess } from "./lookup-process.ts";
import { findParts } from "./parts.ts";
import { raceWith } from "./race-with.ts";
import { readStatus } from "./read-status.ts";
import { createRunDirectory } from "./run-directory.ts";
import { startScalerProcess, type ScalerProcessOptions } from "./scaler-process.ts";
import { checkGatewayPort, startGateway } from "./start-gateway.ts";
import { startHost } from "./start-host.ts";
import type { StackOptions } from "./stack-options.ts";
import type { Stack, StackService } from "./stack.ts";
import { createTeardown, type Teardown } from "./teardown.ts";

const HOST = "127.0.0.1";
const SERVICE_STOP_GRACE_MS = 3_000;
/** Pods have let their clients go by the time that the gateway stops. */
const GATEWAY_DRAIN_MS = 200;

/** A service, for those who want to see it fail. */
const suspendable = (service: KeptProcess): StackService => ({
  kill() {
    service.suspend();
    killProcess(service.pid);
  },
  resume: () => service.resume(),
});

/** A scaler that is still on its way when the start is broken off ends with the stack. */
async function startScaler(options: ScalerProcessOptions, teardown: Teardown): Promise<KeptProcess> {
  const giveUp = new AbortController();
  const starting = startScalerProcess({
    ...options,
    signal: AbortSignal.any([options.signal, giveUp.signal]),
  });
  teardown.add({
    async stop() {
      giveUp.abort(new Error("the start was broken off"));
      await starting.then((scaler) => scaler.stop({ graceMs: SERVICE_STOP_GRACE_MS })).catch(() => {});
    },
    kill() {
      giveUp.abort(new Error("killed"));
      void starting.then((scaler) => scaler.kill()).catch(() => {});
    },
  });
  return starting;
}

async function start(
  options: StackOptions,
  tell: Tell,
  signal: AbortSignal,
  teardown: Teardown,
): Promise<Stack> {
  const parts = findParts();
  await checkGatewayPort(options.port);
  const { id: pool, spec } = options.pool;
  const directory = await createRunDirectory(teardown);

  tell({ event: "progress", message: "looking for Envoy" });
  const envoyPath = await findEnvoyInProcess({
    entry: parts.envoyFinder,
    environment: options.environment,
    onProgress: (message) => tell({ event: "progress", message }),
    signal,
  });

  tell({ event: "progress", message: "starting the lookup service, the gateway and the scaler" });
  const podsFile = join(directory, "pods.json");
  await writePodsFile(podsFile, { revision: 0, pools: { [pool]: [] } });
  const addresses = createAddressAllocator();
  const ownAddress = async (): Promise<Endpoint> => ({
    host: HOST,
    port: (await addresses.allocate(0)).port,
  });
  const address = await ownAddress();
  const lookupAddress = formatEndpoint(address);
  const lookupUrl = `http://${lookupAddress}`;
  const common = { directory, stack: options, tell, signal };
  const lookup = await startLookupProcess({ ...common, entry: parts.lookupService, podsFile, address });
  teardown.add({ stop: () => lookup.stop({ graceMs: SERVICE_STOP_GRACE_MS }), kill: () => lookup.kill() });
  signal.throwIfAborted();

  const gatewayDirectory = join(directory, "gateway");
  await mkdir(gatewayDirectory);
  const gateway = await startGateway({
    stack: options,
    envoyPath,
    wasmPath: parts.filter,
    lookupAddress,
    directory: gatewayDirectory,
    tell,
  });
  teardown.add({
    stop: () => gateway.stop({ drainTimeoutMs: GATEWAY_DRAIN_MS }),
    kill() {
      // It is not started again, then.
      void gateway.stop({ drainTimeoutMs: 0 });
      killProcess(gateway.pid);
    },
  });
  signal.throwIfAborted();

  const { host, pods, socket } = await startHost(
    {
      stack: options,
      directory,
      podsFile,
      lookupUrl,
      addresses,
      gateway,
      failed: (error) =>
        tell({ event: "fault", message: error instanceof Error ? error.message : String(error) }),
    },
    teardown,
  );
  const wanted = spec.scaling.minReplicas;
  const { keepGoing, readyTimeoutMs } = options;
  const followed = followHost({ pods, host, tell, wanted, readyTimeoutMs, keepGoing });
  const scalerAddress = await ownAddress();
  const scalerUrl = `http://${formatEndpoint(scalerAddress)}`;
  const failed = pods.failed;
  failed.catch(() => {});
  // The first pods may fail before the scaler has had its first look.
  const scaler = await raceWith(
    signal,
    Promise.race([
      startScaler(
        { ...common, entry: parts.scaler, socket, address: scalerAddress, lookupAddress },
        teardown,
      ),
      failed,
      followed.allOpen.then(() => new Promise<never>(() => {})),
    ]),
  );
  const following = new AbortController();
  teardown.add({ stop: async () => following.abort(), kill: () => following.abort() });
  void followPoolEvents({ pool, scalerUrl, signal: following.signal, tell });

  const reachable = {
    gateway: gateway.address,
    lookup: lookupUrl,
    scaler: scalerUrl,
    admin: gateway.adminAddress,
  };
  const note = { pid: process.pid, pool, scaler: scalerUrl, gateway: gateway.address };
  await noteRunning(note, options.environment, teardown);
  tell({ event: "addresses", pool, ...reachable, envoyPid: gateway.pid });
  await raceWith(signal, Promise.race([keepGoing ? followed.firstOpen : followed.allOpen, failed]));
  if (options.configuration.filter.mode === "snapshot") {
    const open = Math.min(wanted, host.openPods().size);
    await raceWith(signal, Promise.race([awaitSnapshot(gateway, open, signal), failed]));
  }
  void followed.allOpen.then(
    () => tell({ event: "all_open", pods: wanted }),
    () => {},
  );

  return {
    pool,
    addresses: reachable,
    lookup: suspendable(lookup),
    scaler: suspendable(scaler),
    failed,
    current: () => host.current(),
    status: (load) =>
      readStatus({
        pods,
        host,
        gateway,
        pool,
        lookupUrl,
        scalerUrl,
        workload: spec.workload,
        load,
      }),
    stop: () => teardown.stop(),
    kill: () => teardown.kill(),
  };
}

/**
 * Starts a lookup service, a gateway with the filter, and a scaler that starts the pods; resolves when the
 * pods of the start are open (with `keepGoing`, the first). What had begun is taken down again when the start fails, or is
 * broken off by the signals: in order by `stop`, at once by `kill`.
 *
 * @throws FairleadError that says what is missing, or what a pod wrote before it ended.
 * @throws the reason of `stop` when that is aborted.
 */
export async function startStack(
  options: StackOptions,
  tell: Tell,
  { stop, kill }: { readonly stop: AbortSignal; readonly kill: AbortSignal },
): Promise<Stack> {
  const teardown = createTeardown();
  const killAll = (): void => teardown.kill();
  kill.addEventListener("abort", killAll, { once: true });
  try {
    return await start(options, tell, stop, teardown);
  } catch (error) {
    await teardown.stop();
    throw error;
  } finally {
    kill.removeEventListener("abort", killAll);
  }
}
