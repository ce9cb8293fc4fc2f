import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOOKUP_CLUSTER, startLocalGateway, type LocalGateway } from "@fairlead/local-gateway";
import { createLocalPods, type LocalPods } from "@fairlead/local-pods";
import {
  createFileSource,
  createLookupService,
  parseLookupConfiguration,
  type LookupService,
} from "@fairlead/lookup-service";
import { podPoolSpecSchema } from "@fairlead/routing-schema";
import type { z } from "zod";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import { createLocalWorld } from "../local/create-local-world.ts";
import { createPodHost, type LocalPodHost } from "../local/create-pod-host.ts";
import type { DeclarationOptions } from "../local/static-pool-source.ts";

/** The pool of the tests. */
export const POOL = "default/chat";

/** A host with everything but a scaler. */
export interface Host {
  readonly directory: string;
  readonly pods: LocalPods;
  readonly gateway: LocalGateway;
  readonly podHost: LocalPodHost;
  /** Its pool, for a scaler in this process. */
  readonly world: PoolWorld;
  /** `ip:port` of the lookup service. */
  readonly lookupEndpoint: string;
  /** Stops the lookup service, and starts it anew at the same address. */
  stopLookup(): Promise<void>;
  startLookup(): Promise<void>;
  close(): Promise<void>;
}

const fixture = fileURLToPath(new URL("session-pod.ts", import.meta.url));
const SNAPSHOT_MAX_AGE_MS = 500;

/** What the pods run, and what a spec does not say. */
export interface HostOptions extends Partial<DeclarationOptions> {
  /** Path of the program, and its arguments. Default: a pod that holds sessions. */
  readonly program?: readonly [string, ...string[]];
}

/** Starts real pods, a real Envoy with the filter, and a real lookup service. Times are short. */
export async function startHost(
  spec: Partial<z.input<typeof podPoolSpecSchema>> = {},
  { program = [fixture], ...declaration }: HostOptions = {},
): Promise<Host> {
  const directory = await mkdtemp(join(tmpdir(), "scaler-controller-"));
  const podsFile = join(directory, "pods.json");
  const {
    port: _,
    template: __,
    ...parts
  } = podPoolSpecSchema.parse({
    port: 1,
    picking: { leaseSeconds: 1, reportMaxAgeSeconds: 2 },
    draining: { silentSeconds: 60 },
    scaling: {
      minReplicas: 1,
      maxReplicas: 4,
      targetClientsPerPod: 2,
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    },
    ...spec,
  });
  const lookup = (port: number): LookupService =>
    createLookupService({
      source: createFileSource({ path: podsFile, pollIntervalMs: 50 }),
      configuration: parseLookupConfiguration({
        listen: { host: "127.0.0.1", port },
        pools: { [POOL]: { workload: parts.workload, picking: parts.picking } },
        collection: { minIntervalMs: 50, maxIntervalMs: 200, timeoutMs: 500 },
        snapshot: { maxAgeMs: SNAPSHOT_MAX_AGE_MS },
        stop: { drainMs: 0, timeoutMs: 0 },
      }),
    });
  let service = lookup(0);
  const { port } = await service.listen();
  const gateway = await startLocalGateway({
    pods: [],
    restart: { initialMs: 100, maximumMs: 1_000 },
    routing: { mode: parts.routing.mode === "subset" ? "routes" : "override_host" },
    lookupService: { address: `127.0.0.1:${port}` },
    filter: { configuration: { upstream_name: LOOKUP_CLUSTER, authority: "lookup", pool: POOL } },
  });
  const pods = createLocalPods({
    pool: POOL,
    executable: process.execPath,
    parameters: program,
    environment: { PATH: process.env["PATH"] },
    stopGraceMs: 200,
    backOff: { initialMs: 50, maximumMs: 200, recoveredAfterMs: 10_000 },
  });
  const podHost = createPodHost({
    pool: POOL,
    routing: parts.routing.mode,
    templateHash: "one",
    pods,
    gateway,
    podsFile,
    statusFile: join(directory, "status.json"),
  });
  const world = createLocalWorld({
    pool: POOL,
    spec: parts,
    declaration: {
      podNamePrefix: "chat",
      templateHash: "one",
      backOffBaseMs: 100,
      backOffMaxMs: 500,
      ...declaration,
    },
    host: podHost,
    lookupUrl: `http://127.0.0.1:${port}`,
    timeoutMs: 500,
    snapshotMaxAgeMs: SNAPSHOT_MAX_AGE_MS,
  });
  await podHost.start();
  return {
    directory,
    pods,
    gateway,
    podHost,
    lookupEndpoint: `127.0.0.1:${port}`,
    world,
    stopLookup: () => service.stop(),
    async startLookup() {
      service = lookup(port);
      await service.listen();
    },
    async close() {
      podHost.close();
      await gateway.stop({ drainTimeoutMs: 0 });
      await pods.close({ graceMs: 200 });
      await service.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
