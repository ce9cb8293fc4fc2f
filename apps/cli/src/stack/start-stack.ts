import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createAddressAllocator, writePodsFile } from "@fairlead/local-pods";
import type { LocalGateway } from "@fairlead/local-gateway";
import { FairleadError, formatEndpoint, formatPoolId } from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import { killProcess } from "../process/kill-process.ts";
import { awaitListed } from "./await-listed.ts";
import { findEnvoyInProcess } from "./find-envoy.ts";
import { isServing } from "./is-serving.ts";
import { startLookupProcess } from "./lookup-process.ts";
import { findParts } from "./parts.ts";
import { raceWith } from "./race-with.ts";
import { readStatus } from "./read-status.ts";
import { createRunDirectory } from "./run-directory.ts";
import { checkGatewayPort, startGateway } from "./start-gateway.ts";
import { startPods } from "./start-pods.ts";
import type { StackOptions } from "./stack-options.ts";
import type { Stack } from "./stack.ts";
import { createTeardown, type Teardown } from "./teardown.ts";

const LOOKUP_HOST = "127.0.0.1";
const LOOKUP_STOP_GRACE_MS = 3_000;
/** Pods have let their clients go by the time that the gateway stops. */
const GATEWAY_DRAIN_MS = 200;

async function gatewayEnd(gateway: LocalGateway): Promise<never> {
  const { code, signal, expected } = await gateway.exited;
  if (expected) return new Promise(() => {});
  const how = signal === null ? `exit code ${code}` : signal;
  const lines = gateway.logs().slice(-10);
  throw new FairleadError("gateway_stopped", [`Envoy ended (${how}). Its last lines:`, ...lines].join("\n"));
}

async function start(
  options: StackOptions,
  tell: Tell,
  signal: AbortSignal,
  teardown: Teardown,
): Promise<Stack> {
  const parts = findParts();
  await checkGatewayPort(options.port);
  const pool = formatPoolId("default", options.name);
  const directory = await createRunDirectory(teardown);

  tell({ event: "progress", message: "looking for Envoy" });
  const envoyPath = await findEnvoyInProcess({
    entry: parts.envoyFinder,
    environment: options.environment,
    onProgress: (message) => tell({ event: "progress", message }),
    signal,
  });

  tell({ event: "progress", message: "starting the lookup service and the pods" });
  const podsFile = join(directory, "pods.json");
  await writePodsFile(podsFile, { pools: { [pool]: [] } });
  const addresses = createAddressAllocator();
  const address = { host: LOOKUP_HOST, port: (await addresses.allocate(0)).port };
  const lookupUrl = `http://${formatEndpoint(address)}`;
  const entry = parts.lookupService;
  const lookup = await startLookupProcess({
    entry,
    directory,
    podsFile,
    pool,
    address,
    stack: options,
    tell,
    signal,
  });
  teardown.add({ stop: () => lookup.stop({ graceMs: LOOKUP_STOP_GRACE_MS }), kill: () => lookup.kill() });
  signal.throwIfAborted();

  const begun: { gateway?: LocalGateway } = {};
  teardown.add({
    stop: async () => begun.gateway?.stop({ drainTimeoutMs: GATEWAY_DRAIN_MS }),
    kill: () => killProcess(begun.gateway?.pid),
  });
  const { attach, followed, pods, routed } = startPods({
    stack: options,
    pool,
    podsFile,
    lookupUrl,
    addresses,
    tell,
  });
  teardown.add({ stop: () => pods.close(), kill: () => pods.kill() });
  const podsFailed = Promise.race([pods.failed, followed.failed]);
  podsFailed.catch(() => {});

  // The gateway's first snapshot has the pods in it: it comes when they are there.
  await raceWith(
    signal,
    Promise.race([options.keepGoing ? followed.firstOpen : followed.allOpen, podsFailed]),
  );
  await raceWith(signal, awaitListed({ lookupUrl, pool, pods: followed.open.size }, signal));
  const gatewayDirectory = join(directory, "gateway");
  await mkdir(gatewayDirectory);
  const gateway = await startGateway({
    stack: options,
    pool,
    envoyPath,
    wasmPath: parts.filter,
    lookupAddress: formatEndpoint(address),
    directory: gatewayDirectory,
    pods: routed(),
  });
  begun.gateway = gateway;
  await attach(gateway);
  signal.throwIfAborted();
  const failed = Promise.race([gatewayEnd(gateway), podsFailed]);
  failed.catch(() => {});

  const reachable = { gateway: gateway.address, lookup: lookupUrl, admin: gateway.adminAddress };
  tell({ event: "addresses", pool, ...reachable, envoyPid: gateway.pid });
  void followed.allOpen.then(
    () => tell({ event: "all_open", pods: options.pods }),
    () => {},
  );

  const isUp = (): Promise<boolean> => isServing(`${lookupUrl}/livez`);
  return {
    pool,
    addresses: reachable,
    lookup: {
      kill() {
        lookup.suspend();
        killProcess(lookup.pid);
      },
      resume: () => lookup.resume(),
      isUp,
    },
    failed,
    status: (load) =>
      readStatus({
        jobs: pods.jobs(),
        open: followed.open,
        gateway,
        isLookupUp: isUp,
        workload: options.configuration.lookup.workload,
        load,
      }),
    stop: () => teardown.stop(),
    kill: () => teardown.kill(),
  };
}

/**
 * Starts a lookup service, pods, and a gateway with the filter before them; resolves when every pod is
 * open (with `keepGoing`, the first). What had begun is taken down again when the start fails, or is
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
