import { isWrite, startFaultProxy, type BedOptions, type FaultProxy } from "@fairlead/testbed";
import { openClusterWorld, type ClusterWorld } from "../cluster-world.ts";

/** A cluster whose API server looks ill to Fairlead, where a test wants that. */
export interface FaultyWorld extends ClusterWorld {
  /** Between the API server and the replicas of the lookup service and the scaler; everybody else goes past it. */
  readonly proxy: FaultProxy;
  /** The pod of the scaler that leads: the last that has written the Lease. */
  leader(): Promise<string>;
}

/** Starts a cluster in which the scaler's lease is short. */
export async function openFaultyWorld(
  environment: BedOptions["environment"],
  leaseMs: number,
): Promise<FaultyWorld> {
  const proxies: FaultProxy[] = [];
  const closeProxies = async (): Promise<void> =>
    void (await Promise.all(proxies.splice(0).map((one) => one.close())));
  try {
    const world = await openClusterWorld({
      environment,
      scaler: { leadership: { leaseMs } },
      async apiServerFor({ endpoint, network }) {
        const proxy = await startFaultProxy(endpoint);
        proxies.push(proxy);
        const { host, port } = await network.reverse(Number(new URL(proxy.endpoint.url).port));
        return `http://${host}:${port}`;
      },
    });
    const [proxy] = proxies as [FaultProxy];
    return {
      ...world,
      proxy,
      // The host's name, which the Lease has in a cluster, is the same for all pods of the test bed.
      leader: async () =>
        proxy.requests.findLast((request) => request.resource === "leases" && isWrite(request))?.pod ?? "",
      async close() {
        await closeProxies();
        await world.close();
      },
    };
  } catch (error) {
    await closeProxies();
    throw error;
  }
}
