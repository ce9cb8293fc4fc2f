import {
  HEADER_ENDPOINT,
  HEADER_POD,
  lookupServiceConfigurationSchema,
  POD_POOL_GROUP,
  podsFileSchema,
  QUERY_PARAMETER_POD_ID,
  routeIdForJob,
} from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { validateManifests } from "./manifests/validate.ts";
import { renderOverlay } from "./overlays.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { ofKind, readVariant, rightsOf } from "./testing/read-variant.ts";

const HOST = "fairlead-lookup.fairlead.svc.cluster.local";

describe.each(everyVariant())("%s", (_, manifests) => {
  const { plugin, service, pod, configMaps } = readVariant(manifests);
  const [container] = pod.spec.containers;

  /** What the container reads at a path, through volume mount and ConfigMap. */
  function mounted(file: string): unknown {
    const folder = file.slice(0, file.lastIndexOf("/"));
    const volume = container.volumeMounts.find(({ mountPath }) => mountPath === folder)?.name;
    const name = pod.spec.volumes.find((candidate) => candidate.name === volume)?.configMap.name;
    const map = configMaps.find(({ metadata }) => metadata.name === name);
    return parse(map?.data[file.slice(folder.length + 1)] ?? "");
  }
  const configuration = lookupServiceConfigurationSchema.parse(
    mounted(container.args[0]?.replace("--config=", "") ?? ""),
  );

  it("fits the schemas of Kubernetes, Istio and Fairlead", () => {
    expect(() => validateManifests(manifests)).not.toThrow();
  });

  it("starts with the namespace, so that one kubectl apply is enough", () => {
    expect(manifests[0]?.kind).toBe("Namespace");
  });

  it("has the service listen where its Service and its probes reach it", () => {
    const [port] = container.ports;
    expect(configuration.listen.port).toBe(port.containerPort);
    expect(service.spec.ports[0].targetPort).toBe(port.name);
    expect(pod.metadata.labels).toMatchObject(service.spec.selector);
    expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: port.name });
    expect(container.livenessProbe.httpGet).toEqual({ path: "/livez", port: port.name });
  });

  it("gives the service the pods of every pool that the filter routes to", () => {
    // Kubernetes has the pools otherwise: see below.
    if (configuration.source.kind === "kubernetes") return;
    const { pools } = podsFileSchema.parse(mounted(configuration.source.path));
    expect(plugin.pluginConfig.routes.map(({ pool }) => pool)).toEqual(Object.keys(pools));
    expect(plugin.pluginConfig.pool).toBeUndefined();
  });

  it("gives the service's account the rights that its source takes, and no other", () => {
    const isKubernetes = configuration.source.kind === "kubernetes";
    const rights = rightsOf(manifests, pod.spec.serviceAccountName, service.metadata.namespace);
    const verbs = isKubernetes ? ["get", "list", "watch"] : [];
    const resources = ["/pods", `${POD_POOL_GROUP}/podpools`];
    expect(rights).toEqual(resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));
    expect(pod.spec.automountServiceAccountToken).toBe(isKubernetes);
  });

  it("gives the service the time to stop that its configuration takes", () => {
    const stopMs = configuration.stop.drainMs + configuration.stop.timeoutMs;
    expect(pod.spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(stopMs);
  });

  it("fetches the filter and asks for pods at that Service, by a cluster that is there", () => {
    const { name, namespace } = service.metadata;
    const [{ port }] = service.spec.ports;
    expect(`${name}.${namespace}.svc.cluster.local`).toBe(HOST);
    expect(plugin.url).toBe(`http://${HOST}:${port}/filter/plugin.wasm`);
    const clusters = [`outbound|${port}||${HOST}`];
    for (const filter of ofKind(manifests, "EnvoyFilter"))
      for (const [, added = ""] of JSON.stringify(filter).matchAll(/"ADD","value":\{"name":"([^"]+)"/g))
        clusters.push(added);
    expect(clusters.at(-1)).toBe(plugin.pluginConfig.upstream_name);
  });

  it("lets requests pass when the filter cannot be fetched", () => {
    expect(plugin.failStrategy).toBe("FAIL_OPEN");
  });

  it("leaves a route to the plain Service for what no pod's route takes", () => {
    const unmatched = ofKind(manifests, "VirtualService").filter(
      (route) => !JSON.stringify(route).includes('"match"'),
    );
    expect(unmatched).toHaveLength(1);
    expect(JSON.stringify(unmatched)).not.toContain('"subset"');
  });
});

const listedPods = (manifests: Parameters<typeof readVariant>[0]): string[] => {
  const { configMaps } = readVariant(manifests);
  const text = configMaps.find(({ metadata }) => metadata.name === "fairlead-pods")?.data["pods.yaml"];
  return Object.values(podsFileSchema.parse(parse(text ?? "")).pools).flatMap((pods) =>
    pods.map(({ podId, routeId }) => routeId ?? routeIdForJob(podId)),
  );
};

describe("static-pool", () => {
  const manifests = renderOverlay("static-pool");

  it.each(listedPods(manifests))("leads to %s by header first and query parameter second", (routeId) => {
    const name = (kind: string) =>
      ofKind(manifests, kind).find((manifest) => manifest.metadata.name === routeId);
    expect(name("VirtualService")?.["spec"]).toMatchObject({
      http: [
        {
          match: [
            { headers: { [HEADER_POD]: { exact: routeId } } },
            { queryParams: { [QUERY_PARAMETER_POD_ID]: { regex: `^${routeId}$` } } },
          ],
          route: [{ destination: { subset: routeId } }],
        },
      ],
    });
    expect(name("DestinationRule")?.["spec"]).toMatchObject({ subsets: [{ name: routeId }] });
  });

  it("has no route and no subset of a pod that is not listed", () => {
    const pods = listedPods(manifests);
    const named = (kind: string): string[] => ofKind(manifests, kind).map(({ metadata }) => metadata.name);
    expect(named("DestinationRule")).toEqual(pods);
    expect(named("VirtualService")).toEqual(["chat", ...pods]);
  });
});

describe("static-pool-override-host", () => {
  const manifests = renderOverlay("static-pool-override-host");

  it("has Envoy take the endpoint from the filter's header, in the cluster of the fallback route", () => {
    const [filter] = ofKind(manifests, "EnvoyFilter").map((manifest) => JSON.stringify(manifest));
    expect(filter).toContain(`"override_host_sources":[{"header":"${HEADER_ENDPOINT}"}]`);
    const destination = { host: "chat.default.svc.cluster.local", port: { number: 80 } };
    expect(ofKind(manifests, "VirtualService").map(({ spec }) => spec)).toMatchObject([
      { http: [{ route: [{ destination }] }] },
    ]);
    expect(filter).toContain('"name":"outbound|80||chat.default.svc.cluster.local"');
  });

  it("writes nothing per pod", () => {
    const text = JSON.stringify(manifests.filter(({ metadata }) => metadata.name !== "fairlead-pods"));
    for (const pod of listedPods(manifests)) expect(text).not.toContain(pod);
  });
});
