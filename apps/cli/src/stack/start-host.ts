import { join } from "node:path";
import { createLocalPods, type AddressAllocator, type LocalPods } from "@fairlead/local-pods";
import type { LocalGateway } from "@fairlead/local-gateway";
import {
  createPodHost,
  servePodHost,
  templateHash,
  type LocalPodHost,
} from "@fairlead/scaler-controller/local-host";
import type { StackOptions } from "./stack-options.ts";
import type { Teardown } from "./teardown.ts";

/** What {@link startHost} needs. */
export interface StartHostOptions {
  readonly stack: StackOptions;
  readonly directory: string;
  readonly podsFile: string;
  readonly lookupUrl: string;
  readonly addresses: AddressAllocator;
  readonly gateway: LocalGateway;
  readonly failed: (error: unknown) => void;
}

/** The pods of a stack, and what has them. */
export interface StackHost {
  readonly pods: LocalPods;
  readonly host: LocalPodHost;
  /** Unix socket at which a scaler reaches the host. */
  readonly socket: string;
}

/** Makes a host without pods, and serves it to a scaler. */
export async function startHost(options: StartHostOptions, teardown: Teardown): Promise<StackHost> {
  const { addresses, directory, failed, gateway, lookupUrl, podsFile, stack } = options;
  const { executable, parameters, pool, workingDirectory } = stack;
  const pods = createLocalPods({
    pool: pool.id,
    executable,
    parameters,
    environment: { ...stack.environment, FAIRLEAD_LOOKUP_URL: lookupUrl },
    workingDirectory,
    readyPath: stack.readyPath,
    readyTimeoutMs: stack.readyTimeoutMs,
    stopGraceMs: stack.stopGraceMs,
    addresses,
  });
  const host = createPodHost({
    pool: pool.id,
    routing: pool.spec.routing.mode,
    templateHash: templateHash([executable, parameters, workingDirectory]),
    pods,
    gateway,
    podsFile,
    statusFile: join(directory, "scaler-status.json"),
    failed,
  });
  await host.start();
  const served = await servePodHost(host, join(directory, "host.sock"));
  teardown.add({ stop: () => served.close(), kill: () => {} });
  teardown.add({
    async stop() {
      // The gateway leads nobody away from a pod that stops anyway.
      host.close();
      await pods.close();
    },
    kill: () => pods.kill(),
  });
  return { pods, host, socket: served.socketPath };
}
