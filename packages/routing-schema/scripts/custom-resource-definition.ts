import { stringify } from "yaml";
import { POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION, podPoolSpecSchema } from "../src/index.ts";
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
  return { description: "What the user wants of the pool", ...spec };
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
            column("Min", "integer", ".spec.scaling.minReplicas"),
            column("Max", "integer", ".spec.scaling.maxReplicas"),
            column("Target", "number", ".spec.scaling.targetClientsPerPod"),
            column("Routing", "string", ".spec.routing.mode"),
            column("Age", "date", ".metadata.creationTimestamp"),
          ],
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
