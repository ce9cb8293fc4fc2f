import { lookupServiceConfigurationSchema, POD_POOL_GROUP } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { validateManifests } from "./manifests/validate.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { ofKind, partNames, readFilter, readPart } from "./testing/read-variant.ts";
import { right, rightsOf } from "./testing/rights.ts";

const HOST = "fairlead-lookup.fairlead.svc.cluster.local";
/** What the configuration of every service has. */
const commonSchema = z.object({
  listen: z.object({ port: z.number() }),
  stop: z.object({ drainMs: z.number().default(0), timeoutMs: z.number() }),
});

describe.each(everyVariant())("%s", (_, manifests) => {
  const filter = readFilter(manifests);
  const { service, pod, ...lookup } = readPart(manifests, "fairlead-lookup");
  const configuration = lookupServiceConfigurationSchema.parse(lookup.configuration);

  it("fits the schemas of Kubernetes, Istio and Fairlead", () => {
    expect(() => validateManifests(manifests)).not.toThrow();
  });

  it("starts with the namespace, so that one kubectl apply is enough", () => {
    expect(manifests[0]?.kind).toBe("Namespace");
  });

  describe.each(partNames(manifests))("%s", (name) => {
    const part = readPart(manifests, name);
    const { listen, stop } = commonSchema.parse(part.configuration);
    const [port] = part.container.ports;

    it("listens where its Service and its probes reach it", () => {
      expect(listen.port).toBe(port.containerPort);
      expect(part.service.spec.ports[0].targetPort).toBe(port.name);
      expect(part.pod.metadata.labels).toMatchObject(part.service.spec.selector);
      expect(part.container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: port.name });
      expect(part.container.livenessProbe.httpGet).toEqual({ path: "/livez", port: port.name });
    });

    it("has the time to stop that its configuration takes", () => {
      const graceMs = part.pod.spec.terminationGracePeriodSeconds * 1_000;
      expect(graceMs).toBeGreaterThan(stop.drainMs + stop.timeoutMs);
    });

    it("keeps one replica through a drain of nodes", () => {
      expect(part.pod.metadata.labels).toMatchObject(part.disruptionBudget.selector.matchLabels);
    });

    it("runs under the account of its name, without rights on its node", () => {
      expect(part.pod.spec.serviceAccountName).toBe(name);
      expect(part.pod.spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(part.container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });
  });

  it("gives the lookup service's account the rights that its source takes, and no other", () => {
    const isKubernetes = configuration.source.kind === "kubernetes";
    const rights = rightsOf(manifests, pod.spec.serviceAccountName, service.metadata.namespace);
    const verbs = isKubernetes ? ["get", "list", "watch"] : [];
    const resources = ["pods", `podpools.${POD_POOL_GROUP}`];
    expect(rights).toEqual(
      resources.flatMap((resource) => verbs.map((verb) => right("every namespace", resource, verb))),
    );
    expect(pod.spec.automountServiceAccountToken).toBe(isKubernetes);
  });

  it("fetches the filter and asks for pods at that Service, by a cluster that is there", () => {
    const { name, namespace } = service.metadata;
    const [{ port }] = service.spec.ports;
    expect(`${name}.${namespace}.svc.cluster.local`).toBe(HOST);
    expect(filter.url).toBe(`http://${HOST}:${port}/filter/plugin.wasm`);
    const clusters = [`outbound|${port}||${HOST}`];
    for (const envoyFilter of ofKind(manifests, "EnvoyFilter"))
      for (const [, added = ""] of JSON.stringify(envoyFilter).matchAll(/"ADD","value":\{"name":"([^"]+)"/g))
        clusters.push(added);
    expect(clusters.at(-1)).toBe(filter.pluginConfig.upstream_name);
  });

  it("runs the filter before authentication, and lets requests pass when it cannot be fetched", () => {
    expect([filter.phase, filter.failStrategy]).toEqual(["AUTHN", "FAIL_OPEN"]);
  });
});
