import { readFileSync } from "node:fs";
import path from "node:path";
import {
  lookupServiceConfigurationSchema,
  POD_POOL_GROUP,
  scalerControllerConfigurationSchema,
} from "@fairlead/routing-schema";
import { Job } from "kubernetes-models/batch/v1/Job";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { validateManifests } from "./manifests/validate.ts";
import { deployFolder } from "./overlays.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { exampleGateway, exampleObjects, examplePool } from "./testing/example-pool.ts";
import { ofKind, readFilter, readPart } from "./testing/read-variant.ts";
import { right, rightsOf } from "./testing/rights.ts";

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly verbs?: readonly string[];
}

/** The table of README.md that says what the scaler may do, as rights. */
function documentedRights(): string[] {
  const [, section = ""] = readFileSync(path.join(deployFolder, "README.md"), "utf8").split(
    "### Rights of the scaler",
  );
  const [table = ""] = section.split("\n## ");
  const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
  return table
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .flatMap((line) => {
      const [where = "", resources = "", verbs = ""] = line
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      const [plain = "", names = ""] = resources.split(" named ");
      const [named] = quoted(names);
      return quoted(plain).flatMap((resource) =>
        verbs.split(", ").map((verb) => right(quoted(where)[0] ?? where, resource, verb, named)),
      );
    });
}

describe.each(everyVariant().filter(([name]) => name.startsWith("pod-pools")))("%s", (_, manifests) => {
  const filter = readFilter(manifests);
  const scaler = readPart(manifests, "fairlead-scaler");
  const lookup = readPart(manifests, "fairlead-lookup");
  const { world } = scalerControllerConfigurationSchema.parse(scaler.configuration);
  if (world.kind !== "kubernetes") throw new Error("The scaler's world is no cluster.");
  const rights = rightsOf(manifests, "fairlead-scaler", "fairlead");

  it("brings the custom resource, and no pool", () => {
    const [crd, ...others] = ofKind(manifests, "CustomResourceDefinition");
    expect([crd?.metadata.name, others]).toEqual([`podpools.${POD_POOL_GROUP}`, []]);
    expect(ofKind(manifests, "PodPool")).toEqual([]);
  });

  it("has both services follow the cluster, the scaler with the token of its account", () => {
    const { source, snapshot } = lookupServiceConfigurationSchema.parse(lookup.configuration);
    expect(source.kind).toBe("kubernetes");
    expect(world.lookup.snapshotMaxAgeMs).toBe(snapshot.maxAgeMs);
    expect(scaler.pod.spec.automountServiceAccountToken).toBe(true);
  });

  it("tells the scaler of the lookup service, the gateways and the filter that are there", () => {
    expect(lookup.service.metadata).toMatchObject({
      name: world.lookup.service,
      namespace: world.lookup.namespace,
    });
    expect({ kind: filter.kind, ...filter.metadata }).toMatchObject(world.gatewayFilter);
    expect(filter.selector.matchLabels).toEqual(world.gateways.labels);
  });

  it("leaves the filter's routes and probe token to the scaler", () => {
    const written = manifests.find(({ kind }) => kind === filter.kind);
    expect(JSON.stringify(written)).toContain('"pluginConfig"');
    expect(JSON.stringify(written)).not.toMatch(/"(?:routes|probe_token|pool)"/);
  });

  it("gives the scaler the rights that README.md has, one by one", () => {
    expect(rights.toSorted()).toEqual(documentedRights().toSorted());
    expect(new Set(rights).size).toBe(rights.length);
  });

  it("gives it rights where its configuration has it write, and to these objects alone", () => {
    const { gateways, gatewayFilter, leadership } = world;
    expect(rights).toContain(right(gateways.namespace, "envoyfilters.networking.istio.io", "patch"));
    const plugin = `${filter.kind.toLowerCase()}s.extensions.istio.io`;
    expect(rights.filter((each) => each.startsWith("patch ") && each.includes(plugin))).toEqual([
      right(gatewayFilter.namespace, plugin, "patch", gatewayFilter.name),
    ]);
    expect(rights.filter((each) => each.startsWith("update leases"))).toEqual([
      right(leadership.namespace, "leases.coordination.k8s.io", "update", leadership.name),
    ]);
  });

  it("has no rule with a wildcard but to read metrics, none for secrets, and no verb that hands on rights", () => {
    const roles = [...ofKind(manifests, "ClusterRole"), ...ofKind(manifests, "Role")];
    expect(roles).toHaveLength(4);
    for (const role of roles) {
      // The resources of these groups are the names of metrics, and nothing else.
      const isMetrics = ({ apiGroups = [], verbs = [] }: PolicyRule): boolean =>
        apiGroups.length > 0 &&
        apiGroups.every((group) => /^(custom|external)\.metrics\.k8s\.io$/.test(group)) &&
        verbs.every((verb) => verb === "get" || verb === "list");
      const rules = (role["rules"] as readonly PolicyRule[]).filter((rule) => !isMetrics(rule));
      expect(JSON.stringify(rules)).not.toMatch(
        /\*|"secrets|"(?:bind|escalate|impersonate|deletecollection)"/,
      );
    }
  });
});

describe("examples/pod-pool.yaml", () => {
  const { metadata, spec } = examplePool;
  const { hosts, gateways } = spec.routing;
  const servers = z.object({ servers: z.array(z.object({ hosts: z.array(z.string()) })) });

  it("has a Gateway that fits Istio's schema and a template that fits a Job's", () => {
    expect(() => validateManifests([exampleGateway])).not.toThrow();
    const [, job] = exampleObjects();
    expect(() => new Job(job as never).validate()).not.toThrow();
  });

  it("names the Gateway beside it, at the host that it opens", () => {
    const name = exampleGateway.metadata;
    expect(gateways).toEqual([`${name.namespace}/${name.name}`]);
    expect(metadata.namespace).toBe(name.namespace);
    expect(servers.parse(exampleGateway["spec"]).servers.flatMap((server) => server.hosts)).toEqual(hosts);
  });

  it("has a container that serves at the pool's port", () => {
    const podTemplate = z.object({
      spec: z.object({
        containers: z.tuple([z.object({ ports: z.tuple([z.object({ containerPort: z.number() })]) })]),
      }),
    });
    const [container] = podTemplate.parse(spec.template).spec.containers;
    expect(container.ports[0].containerPort).toBe(spec.port);
  });
});
