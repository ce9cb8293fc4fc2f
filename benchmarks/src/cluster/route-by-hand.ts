import { CROWD_NAMESPACE as NAMESPACE, CROWD_PORT, paths } from "@fairlead/e2e/cluster";
import { HEADER_POD, HEADER_PROBE, HEADER_ROUTE, LABEL_JOB_NAME, poolNames } from "@fairlead/routing-schema";
import { askInTurn, nowMs } from "./ask-in-turn.ts";
import { eventually, type BenchCluster } from "./bench-cluster.ts";

/** How long Istio takes with objects like the scaler's, in milliseconds. */
export interface RouteByHand {
  /** From the sending of the DestinationRule, until the last gateway leads by the route. */
  readonly fromFirstMs: number;
  /** From the answer to the VirtualService. */
  readonly fromLastMs: number;
}

const MARK = "by-hand";

const objects = (pool: string, name: string, routeId: string): readonly [object, object] => {
  const { podsHost } = poolNames(NAMESPACE, pool);
  const common = { apiVersion: "networking.istio.io/v1", metadata: { name, namespace: NAMESPACE } };
  const subsets = [{ name, labels: { [LABEL_JOB_NAME]: routeId } }];
  const match = [
    { headers: { [HEADER_POD]: { exact: name } } },
    { queryParams: { podId: { regex: `^${name}-[a-z0-9]{5}$` } } },
  ];
  const route = [{ destination: { host: podsHost, subset: name, port: { number: CROWD_PORT } } }];
  const headers = { response: { set: { [HEADER_ROUTE]: MARK } } };
  return [
    { ...common, kind: "DestinationRule", spec: { host: podsHost, subsets } },
    {
      ...common,
      kind: "VirtualService",
      spec: {
        hosts: [`${pool}.test`],
        gateways: [`${NAMESPACE}/public`],
        http: [{ name, match, route, headers }],
      },
    },
  ];
};

/** What the filter lets the scaler's probes through by. */
async function probeToken({ world }: BenchCluster): Promise<string> {
  const path = "/apis/extensions.istio.io/v1alpha1/namespaces/istio-system/wasmplugins/fairlead";
  const token: unknown = (await world.get(path)).spec.pluginConfig.probe_token;
  if (typeof token !== "string") throw new Error("The filter has no probe_token.");
  return token;
}

/**
 * Writes another subset of the pool's Service for one of its pods, and another route to it, one right after the other, and
 * asks every gateway until each leads by it. Then removes both.
 */
export async function routeByHand(
  cluster: BenchCluster,
  pool: string,
  routeId: string,
): Promise<RouteByHand> {
  const { api } = cluster.world;
  const name = `${MARK}-${pool}`;
  const [rule, service] = objects(pool, name, routeId);
  const led = new Map<string, number>();
  let isGone = false;
  const asking = askInTurn(
    cluster.gateways,
    { host: `${pool}.test`, [HEADER_POD]: name, [HEADER_PROBE]: await probeToken(cluster) },
    ({ atMs, gateway: { address }, headers }) => {
      if (headers[HEADER_ROUTE] === MARK) led.set(address, led.get(address) ?? atMs);
      else if (isGone) led.delete(address);
    },
  );
  try {
    const sentAtMs = nowMs();
    await api.request({ method: "POST", path: paths.destinationRules(NAMESPACE), body: rule });
    await api.request({ method: "POST", path: paths.virtualServices(NAMESPACE), body: service });
    const storedAtMs = nowMs();
    await eventually("the route is led by", async () => led.size === cluster.gateways.length);
    const lastAtMs = Math.max(...led.values());
    isGone = true;
    await api.request({ method: "DELETE", path: `${paths.virtualServices(NAMESPACE)}/${name}` });
    await eventually("the route is gone", async () => led.size === 0);
    await api.request({ method: "DELETE", path: `${paths.destinationRules(NAMESPACE)}/${name}` });
    return { fromFirstMs: lastAtMs - sentAtMs, fromLastMs: lastAtMs - storedAtMs };
  } finally {
    await asking.end();
  }
}
