import { setTimeout as sleep } from "node:timers/promises";
import { FairleadError } from "@fairlead/routing-schema";
import type { PodListing } from "../../interfaces/pods.ts";
import type { RoutingObservation } from "../../interfaces/routes.ts";
import type { StatusStore } from "../../interfaces/status-store.ts";
import { HOST_PROTOCOL } from "../create-pod-host.ts";
import type { HostDescription, PodHost, PublishedPods } from "../pod-host.ts";
import { parseStoredStatus } from "../../status/stored-pool-status.ts";
import { createWatchers } from "../watchers.ts";
import type { ToldError } from "./answer-call.ts";
import { createHostClient, errorOf, type HostClient } from "./host-client.ts";

/** A host of another process. */
export interface ConnectedPodHost extends PodHost {
  readonly description: HostDescription;
  /** Resolves when another host has taken the place of this one: everything that was known is void. */
  readonly replaced: Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 100;
const CONNECT_TIMEOUT_MS = 10_000;

async function describeHost(client: HostClient): Promise<HostDescription> {
  const description = (await client.call("describe")) as HostDescription;
  if (description.protocol === HOST_PROTOCOL) return description;
  throw new FairleadError(
    "configuration_invalid",
    `The host of the pods speaks version ${description.protocol}, this scaler version ${HOST_PROTOCOL}. Run both of the same release.`,
  );
}

async function awaitHost(client: HostClient): Promise<HostDescription> {
  const deadline = performance.now() + CONNECT_TIMEOUT_MS;
  for (;;) {
    try {
      return await describeHost(client);
    } catch (error) {
      const isAway = FairleadError.isInstance(error) && error.code === "host_unreachable";
      if (!isAway || performance.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function remoteStatusStore({ call }: HostClient): StatusStore {
  let fault: Error | undefined;
  const note = (told: ToldError | null): void => {
    fault = told === null ? undefined : errorOf(told);
  };
  return {
    get fault() {
      return fault;
    },
    async read() {
      const told = (await call("readStatus")) as { status: unknown; fault: ToldError | null };
      note(told.fault);
      return parseStoredStatus(told.status);
    },
    async write(status, fromRevision) {
      note(((await call("writeStatus", { status, fromRevision })) as { fault: ToldError | null }).fault);
    },
  };
}

/**
 * Connects to the host at a unix socket, waiting a while for one to be there. A connection that is lost is
 * made again by itself; calls fail meanwhile.
 *
 * @throws FairleadError `host_unreachable`; `configuration_invalid` for a host of another release.
 */
export async function connectPodHost(socketPath: string): Promise<ConnectedPodHost> {
  const client = createHostClient(socketPath);
  const { call } = client;
  const description = await awaitHost(client).catch(async (error: unknown) => {
    await client.close();
    throw error;
  });
  client.mean(description.hostId);
  const watchers = createWatchers();
  const replaced = Promise.withResolvers<void>();
  let closed = false;

  async function follow(): Promise<void> {
    while (!closed) {
      if (await client.follow(watchers.tell)) return replaced.resolve();
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }
  void follow();

  const act = async (...parameters: Parameters<HostClient["call"]>): Promise<void> => {
    await call(...parameters);
  };
  return {
    description,
    replaced: replaced.promise,
    pods: {
      list: async () => (await call("listPods")) as PodListing,
      watch: watchers.watch,
      create: (pod) => act("createPod", pod),
      setPhase: (change) => act("setPhase", change),
      setGuard: (target) => act("setGuard", target),
      delete: (target) => act("deletePod", target),
    },
    routes: {
      observe: async () => (await call("observeRouting")) as RoutingObservation,
      watch: watchers.watch,
      write: (kind, target) => act("writeRouting", { kind, target }),
      remove: (kind, target) => act("removeRouting", { kind, target }),
    },
    statusStore: remoteStatusStore(client),
    published: async () => (await call("published")) as PublishedPods,
    waitingClients: async () => (await call("waitingClients")) as number,
    async close() {
      closed = true;
      await client.close();
    },
  };
}
