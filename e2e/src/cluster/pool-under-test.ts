import { poolNames, type PodPoolStatus } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { sessionPool, type Anything } from "./cluster-objects.ts";
import { ofPool, paths, type ClusterWorld } from "./cluster-world.ts";
import type { Gateway, Session } from "./gateway-client.ts";
import { openSessions, startTraffic, type Traffic } from "./traffic.ts";

/** A pool of a test's own, with what a test asks of it. */
export interface PoolUnderTest {
  readonly namespace: string;
  readonly name: string;
  readonly host: string;
  /** Value of the label of its objects. */
  readonly label: string;
  readonly gateways: readonly Gateway[];
  status(): PodPoolStatus;
  settled(open: number): Promise<PodPoolStatus>;
  pods(): Promise<readonly Anything[]>;
  jobs(): Promise<readonly Anything[]>;
  /** What is left of its Jobs, pods and routing objects, by kind and name. */
  leftovers(): Promise<readonly string[]>;
  /** Its Events with this reason. */
  events(reason: string): Promise<readonly Anything[]>;
  /** Patches the `PodPool`. */
  patch(change: object): Promise<void>;
  sessions(count: number, path?: string): Promise<Session[]>;
  traffic(requestPaths?: readonly string[]): Traffic;
  /** kubectl in its namespace. */
  kubectl(...parameters: readonly string[]): Promise<string>;
  /** A request to a pod itself, past all gateways. Whether it is answered is not looked at. */
  tell(podId: string, path: string): Promise<void>;
}

/** The gateways of a world, both. */
export const bothGateways = (world: ClusterWorld): Promise<Gateway[]> =>
  Promise.all(["gateway-a", "gateway-b"].map((name) => world.gateway(name)));

/** Applies a pool, and gives what a test asks of it. */
export async function applyPool(
  world: ClusterWorld,
  place: { readonly namespace: string; readonly name: string },
  spec: Readonly<Record<string, unknown>> = {},
): Promise<PoolUnderTest> {
  const { name, namespace } = place;
  const { label } = poolNames(namespace, name);
  const { hosts = [`${name}.test`] } = (spec["routing"] ?? {}) as { hosts?: readonly string[] };
  const [host = ""] = hosts;
  const gateways = await bothGateways(world);
  const labelled = async (path: string): Promise<readonly Anything[]> => world.items(ofPool(path, label));
  await world.apply(sessionPool(place, spec));
  const pods = () => labelled(paths.pods(namespace));
  const jobs = () => labelled(paths.jobs(namespace));
  return {
    namespace,
    name,
    host,
    label,
    gateways,
    pods,
    jobs,
    status: () => world.pools.status(namespace, name),
    settled: (open) => world.settled(namespace, name, open),
    async leftovers() {
      const found = await Promise.all(
        [
          paths.jobs(namespace),
          paths.pods(namespace),
          paths.services(namespace),
          paths.virtualServices(namespace),
          paths.destinationRules(namespace),
          paths.envoyFilters("istio-system"),
        ].map(async (path) =>
          (await labelled(path)).map(({ metadata }) => `${path.split("/").at(-1)} ${metadata.name}`),
        ),
      );
      return found.flat();
    },
    async events(reason) {
      const all = await world.items(`/api/v1/namespaces/${namespace}/events`);
      return all.filter((event) => event.reason === reason && event.involvedObject?.name === name);
    },
    async patch(change) {
      const patch = JSON.stringify(change);
      await world.bed.kubectl(["-n", namespace, "patch", "podpool", name, "--type=merge", "-p", patch]);
    },
    sessions: (count, path) => openSessions(gateways, host, count, path),
    traffic: (requestPaths) => startTraffic(gateways, host, { paths: requestPaths }),
    kubectl: (...parameters) => world.bed.kubectl(["-n", namespace, ...parameters]),
    async tell(podId, path) {
      const pod = (await pods()).find(({ metadata }) => metadata.name === podId);
      const { close, host: address, port } = await world.bed.network.forward(pod.status.podIP, 8080);
      await fetch(`http://${address}:${port}${path}`, { headers: { connection: "close" } }).catch(() => {});
      await close();
    },
  };
}

/** The Job of a pod, by its name. */
export const routeIdOf = (podId: string): string => podId.slice(0, podId.lastIndexOf("-"));

/** Waits until a pod is no more. */
export const untilGone = (pool: PoolUnderTest, podId: string): Promise<unknown> =>
  until(`${podId} is gone`, async () => (await pool.pods()).every(({ metadata }) => metadata.name !== podId));
