import {
  HEADER_ENDPOINT,
  HEADER_POD,
  podsFileSchema,
  QUERY_PARAMETER_POD_ID,
  routeIdForJob,
} from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import type { Manifest } from "./manifests/manifest.ts";
import { renderOverlay } from "./overlays.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { ofKind, readFilter, readPart } from "./testing/read-variant.ts";

const podsFile = (manifests: readonly Manifest[]) =>
  podsFileSchema.parse(readPart(manifests, "fairlead-lookup").mounted("/etc/fairlead/pods/pods.yaml"));

const listedPods = (manifests: readonly Manifest[]): string[] =>
  Object.values(podsFile(manifests).pools).flatMap((pods) =>
    pods.map(({ podId, routeId }) => routeId ?? routeIdForJob(podId)),
  );

describe.each(everyVariant().filter(([name]) => name.startsWith("static-pool")))("%s", (_, manifests) => {
  it("gives the service the pods of every pool that the filter routes to", () => {
    const { routes, pool } = readFilter(manifests).pluginConfig;
    expect(routes?.map((route) => route.pool)).toEqual(Object.keys(podsFile(manifests).pools));
    expect(pool).toBeUndefined();
  });

  it("leaves a route to the plain Service for what no pod's route takes", () => {
    const unmatched = ofKind(manifests, "VirtualService").filter(
      (route) => !JSON.stringify(route).includes('"match"'),
    );
    expect(unmatched).toHaveLength(1);
    expect(JSON.stringify(unmatched)).not.toContain('"subset"');
  });
});

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
