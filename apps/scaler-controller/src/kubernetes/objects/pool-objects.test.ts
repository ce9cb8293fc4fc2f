import { DestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1/DestinationRule";
import { VirtualService } from "@kubernetes-models/istio/networking.istio.io/v1/VirtualService";
import { EnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3/EnvoyFilter";
import { poolNames, type RoutingSpec } from "@fairlead/routing-schema";
import { podPool } from "@fairlead/routing-schema/testing";
import { Job } from "kubernetes-models/batch/v1/Job";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { disruptionBudget } from "./disruption-budget.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { overrideHostFilter } from "./override-host-filter.ts";
import { podJob, type PodTemplate } from "./pod-job.ts";
import { podRoute, podSubset } from "./pod-routing.ts";
import { poolRoute } from "./pool-route.ts";
import { poolServices } from "./pool-services.ts";

const names = poolNames("games", "chat");
const pool = { names, uid: "pool-uid" };
const template: PodTemplate = {
  metadata: { labels: { app: "chat", "fairlead.dev/phase": "open" }, annotations: { note: "mine" } },
  spec: {
    containers: [{ name: "chat", image: "chat:1", ports: [{ containerPort: 8080, name: "grpc-chat" }] }],
  },
};
const target = { routeId: "chat-7", uid: "job-uid", epoch: 2 };
const writtenAtMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const { routing } = podPool({
  spec: { routing: { hosts: ["chat.example"], gateways: ["games/main"] } },
}).spec;
const creation = {
  routeId: "chat-7",
  templateHash: "7f3a",
  phase: { name: "starting", sinceMs: 1, revision: 1, epoch: 0, opened: false },
} as const;

function poolRouteOf(mode: RoutingSpec["mode"]): KubernetesObject {
  const route = poolRoute(pool, { ...routing, mode }, 8080);
  if (route === undefined) throw new Error("There is no route.");
  return route;
}

const [fallback, pods] = poolServices(pool, template, 8080);
const objects: readonly [string, { new (data: never): { validate(): void } }, KubernetesObject][] = [
  ["Job", Job, podJob(pool, template, creation)],
  ["fallback Service", Service, fallback],
  ["Service of all pods", Service, pods],
  ["subset", DestinationRule, podSubset(names, target, writtenAtMs)],
  ["route", VirtualService, podRoute(names, routing, 8080, target, writtenAtMs)],
  ["route of the pool", VirtualService, poolRouteOf("subset")],
  ["route of the pool, by endpoint", VirtualService, poolRouteOf("override-host")],
  [
    "EnvoyFilter",
    EnvoyFilter,
    overrideHostFilter(names, 8080, { namespace: "istio-system", labels: { istio: "ingressgateway" } }),
  ],
  ["PodDisruptionBudget", PodDisruptionBudget, disruptionBudget(pool)],
];

it.each(objects)("the %s fits the schema that Kubernetes or Istio publishes", (_, Model, object) => {
  expect(() => new Model(object as never).validate()).not.toThrow();
});

it.each(objects)("the %s carries the pool's label, and goes with its owner", (_, __, { kind, metadata }) => {
  expect(metadata.labels).toMatchObject({ "fairlead.dev/pool": "chat" });
  // An owner has to be in the namespace of what it owns.
  const owner = { Job: "PodPool", DestinationRule: "Job" }[kind];
  if (owner !== undefined) expect(metadata.ownerReferences).toMatchObject([{ kind: owner }]);
  expect(metadata.ownerReferences === undefined).toBe(metadata.namespace !== "games");
});

describe("a pod's Job", () => {
  const { metadata, spec } = podJob(pool, template, creation);

  it("carries the phase for those who select by it, and whole", () => {
    expect(metadata.labels).toMatchObject({ "fairlead.dev/phase": "starting" });
    expect(JSON.parse(metadata.annotations?.["fairlead.dev/phase-record"] ?? "")).toEqual(creation.phase);
  });

  it("keeps what the user's template says, except for what the scaler itself relies on", () => {
    expect(spec.template.metadata).toEqual({
      labels: {
        app: "chat",
        "fairlead.dev/pool": "chat",
        "fairlead.dev/phase": "starting",
        "fairlead.dev/template-hash": "7f3a",
      },
      annotations: { note: "mine", "fairlead.dev/phase-revision": "1" },
    });
    expect(spec.template.spec).toEqual({ restartPolicy: "Never", ...template.spec });
    const onFailure = { ...template, spec: { ...template.spec, restartPolicy: "OnFailure" } };
    expect(podJob(pool, onFailure, creation).spec.template.spec).toMatchObject({
      restartPolicy: "OnFailure",
    });
  });
});

describe("the Services", () => {
  it("lead unrouted requests to open pods alone, and named ones to every pod", () => {
    expect(fallback.spec.selector).toEqual({ "fairlead.dev/pool": "chat", "fairlead.dev/phase": "open" });
    expect(pods.spec).toMatchObject({
      selector: { "fairlead.dev/pool": "chat" },
      publishNotReadyAddresses: true,
    });
    expect(fallback.spec).not.toHaveProperty("publishNotReadyAddresses");
  });

  it("take the protocol that the template's port is named for", () => {
    const ports = (port: number) => poolServices(pool, template, port)[0].spec.ports;
    expect(ports(8080)).toEqual([{ name: "grpc-chat", port: 8080, targetPort: 8080 }]);
    expect(ports(9090)).toEqual([{ name: "http", port: 9090, targetPort: 9090 }]);
    expect(poolServices(pool, {}, 8080)[0].spec.ports).toMatchObject([{ name: "http" }]);
  });
});

describe("a pod's route", () => {
  const { spec } = podRoute(names, routing, 8080, target, writtenAtMs);

  it("matches the header first, then the name of any pod of its Job", () => {
    const [header, query] = spec.http[0].match;
    expect(header).toEqual({ headers: { "x-fairlead-pod": { exact: "chat-7" } } });
    const { regex } = (query as { queryParams: { podId: { regex: string } } }).queryParams.podId;
    expect("chat-7-x7k4q").toMatch(new RegExp(regex));
    for (const other of ["chat-77-x7k4q", "xchat-7-x7k4q", "chat-7-x7k4qq", "chat-7"]) {
      expect(other).not.toMatch(new RegExp(regex));
    }
  });

  it("leads to the pod's subset, and says so to a probe", () => {
    const subset = podSubset(names, target, writtenAtMs).spec;
    expect(spec.http[0].route).toEqual([
      { destination: { host: subset.host, subset: subset.subsets[0].name, port: { number: 8080 } } },
    ]);
    expect(subset.subsets[0].labels).toEqual({ "batch.kubernetes.io/job-name": "chat-7" });
    expect(spec.http[0].headers.response.set).toEqual({ "x-fairlead-route": "chat-7.2" });
  });

  it("goes by the header alone where the pool has no query parameter, and by the Service's name without hosts", () => {
    const bare = podPool({ spec: { routing: { queryParameter: "" } } }).spec.routing;
    const route = podRoute(names, bare, 8080, target, writtenAtMs).spec;
    expect(route.http[0].match).toHaveLength(1);
    expect(route.hosts).toEqual(["chat.games.svc.cluster.local"]);
    expect(route).not.toHaveProperty("gateways");
  });
});

describe("the route of the pool", () => {
  it("leads requests without a pod to the open ones, and those with an endpoint to all", () => {
    expect(poolRouteOf("subset").spec).toMatchObject({
      hosts: ["chat.example"],
      gateways: ["games/main"],
      http: [{ route: [{ destination: { host: names.fallbackHost, port: { number: 8080 } } }] }],
    });
    expect(poolRouteOf("override-host").spec).toMatchObject({
      http: [
        {
          match: [{ headers: { "x-fairlead-endpoint": {} } }],
          route: [{ destination: { host: names.podsHost } }],
        },
        { route: [{ destination: { host: names.fallbackHost } }] },
      ],
    });
  });

  it("is left to the user where the pool says so, as far as requests without a pod go", () => {
    expect(poolRoute(pool, { ...routing, fallback: "none" }, 8080)).toBeUndefined();
    const named = poolRoute(pool, { ...routing, fallback: "none", mode: "override-host" }, 8080);
    expect(named?.spec).toMatchObject({ http: [{ name: "chat-pods" }] });
  });
});
