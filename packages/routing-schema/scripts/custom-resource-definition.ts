import { stringify } from "yaml";
import {
  POD_POOL_GROUP,
  POD_POOL_KIND,
  POD_POOL_VERSION,
  podPoolSpecSchema,
  podPoolStatusSchema,
} from "../src/index.ts";
import { structuralSchema, type StructuralSchema } from "./structural-schema.ts";

const HEADER = `# The custom resource PodPool: the pods of one workload behind one Service.
# Generated from packages/routing-schema/src/pod-pool by \`pnpm generate\`. Do not edit.
`;

/** What zod checks across two fields, as rules of the API server. */
function specSchema(): StructuralSchema {
  const spec = structuralSchema(podPoolSpecSchema);
  const scaling = spec.properties?.["scaling"];
  if (scaling === undefined) throw new Error("The spec of a PodPool has no scaling.");
  // The API server holds the default `{}` of scaling against the rule too, before it fills in the fields' own.
  scaling["x-kubernetes-validations"] = [
    {
      rule: "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
      message: "maxReplicas must not be smaller than minReplicas",
    },
  ];
  const mode = spec.properties?.["routing"]?.properties?.["mode"];
  const port = spec.properties?.["port"];
  if (mode === undefined || port === undefined) throw new Error("The spec of a PodPool has no mode or port.");
  // Pods of two ports, or of two ways to reach them, would stand behind one Service.
  for (const [name, schema] of Object.entries({ port, mode })) {
    schema["x-kubernetes-validations"] = [
      {
        rule: "self == oldSelf",
        message: `${name} cannot be changed: make another pool, and delete this one`,
      },
    ];
  }
  return { description: "What the user wants of the pool", ...spec };
}

/** Conditions and pods are merged by their keys, where an object is patched or applied. */
function statusSchema(): StructuralSchema {
  const status = structuralSchema(podPoolStatusSchema);
  const keys = { conditions: "type", pods: "routeId" };
  for (const [list, key] of Object.entries(keys)) {
    const schema = status.properties?.[list];
    if (schema === undefined) throw new Error(`The status of a PodPool has no ${list}.`);
    schema["x-kubernetes-list-type"] = "map";
    schema["x-kubernetes-list-map-keys"] = [key];
  }
  return status;
}

const column = (name: string, type: string, jsonPath: string): object => ({ name, type, jsonPath });

/** The CustomResourceDefinition of PodPool (`apiextensions.k8s.io/v1`). */
export function customResourceDefinition(): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `podpools.${POD_POOL_GROUP}` },
    spec: {
      group: POD_POOL_GROUP,
      scope: "Namespaced",
      names: {
        kind: POD_POOL_KIND,
        listKind: `${POD_POOL_KIND}List`,
        plural: "podpools",
        singular: "podpool",
        shortNames: ["pp"],
      },
      versions: [
        {
          name: POD_POOL_VERSION,
          served: true,
          storage: true,
          additionalPrinterColumns: [
            column("Desired", "integer", ".status.desiredReplicas"),
            column("Open", "integer", ".status.phases.open"),
            column("Draining", "integer", ".status.phases.draining"),
            column("Clients", "integer", ".status.clients"),
            column("Ready", "string", ".status.conditions[?(@.type=='Ready')].status"),
            { ...column("Min", "integer", ".spec.scaling.minReplicas"), priority: 1 },
            { ...column("Max", "integer", ".spec.scaling.maxReplicas"), priority: 1 },
            { ...column("Target", "number", ".spec.scaling.targetClientsPerPod"), priority: 1 },
            { ...column("Routing", "string", ".spec.routing.mode"), priority: 1 },
            { ...column("Why", "string", ".status.why"), priority: 1 },
            column("Age", "date", ".metadata.creationTimestamp"),
          ],
          subresources: {
            status: {},
            // What `kubectl scale` sets is the least number: how many there are is the scaler's own decision.
            scale: {
              specReplicasPath: ".spec.scaling.minReplicas",
              statusReplicasPath: ".status.replicas",
              labelSelectorPath: ".status.selector",
            },
          },
          schema: {
            openAPIV3Schema: {
              type: "object",
              description: "The pods of one workload behind one Service",
              required: ["spec"],
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: specSchema(),
                status: statusSchema(),
              },
            },
          },
        },
      ],
    },
  };
}

/** The text of `deploy/crd/podpool.yaml`. */
export const customResourceDefinitionFile = (): string =>
  HEADER + stringify(customResourceDefinition(), { lineWidth: 110, aliasDuplicateObjects: false });
