import path from "node:path";
import { podPoolSchema } from "@fairlead/routing-schema";
import { readDocuments } from "../kustomize/read-documents.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { deployFolder } from "../overlays.ts";

const [gateway, pool] = readDocuments(path.join(deployFolder, "examples/pod-pool.yaml"));

/** The Gateway of examples/pod-pool.yaml. */
export const exampleGateway = gateway as Manifest;

/** The PodPool of examples/pod-pool.yaml, held against its contract. */
export const examplePool = podPoolSchema.parse(pool);

/** The Gateway, and a Job of the PodPool's template as the API server has to take it. */
export function exampleObjects(): Manifest[] {
  const { metadata, spec } = examplePool;
  const { spec: podSpec, ...template } = spec.template as { spec: object };
  return [
    exampleGateway,
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: metadata.name },
      spec: { template: { ...template, spec: { restartPolicy: "Never", ...podSpec } } },
    },
  ];
}
