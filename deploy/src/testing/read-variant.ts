import { expect } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { filterConfigurationSchema } from "@fairlead/routing-schema";
import type { Manifest } from "../manifests/manifest.ts";

const module = { url: z.url(), failStrategy: z.string(), pluginConfig: filterConfigurationSchema };
const selector = z.object({ matchLabels: z.record(z.string(), z.string()) });
const metadata = z.object({ name: z.string(), namespace: z.string() });
const wasmPlugin = z
  .object({ metadata, spec: z.object({ selector, phase: z.string(), ...module }) })
  .transform(({ spec, ...object }) => ({ ...object, ...spec }));
const trafficExtension = z
  .object({ metadata, spec: z.object({ selector, phase: z.string(), wasm: z.object(module) }) })
  .transform(({ spec: { wasm, ...spec }, ...object }) => ({ ...object, ...spec, ...wasm }));
const service = z.object({
  metadata,
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.tuple([z.object({ port: z.number(), targetPort: z.string() })]),
  }),
});
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const keyReference = z.object({ name: z.string(), key: z.string(), optional: z.boolean().default(false) });
const environmentEntry = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .object({ configMapKeyRef: keyReference.optional(), secretKeyRef: keyReference.optional() })
    .optional(),
});
const deployment = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.boolean(),
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.unknown(),
        containers: z.tuple([
          z.object({
            args: z.tuple([z.string()]),
            env: z.array(environmentEntry).default([]),
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
            readinessProbe: probe,
            livenessProbe: probe,
            securityContext: z.unknown(),
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(z.object({ name: z.string(), configMap: z.object({ name: z.string() }) })),
      }),
    }),
  }),
});
const configMap = z.object({
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});
const disruptionBudget = z.object({ spec: z.object({ selector }) });

/** The objects of a kind, in their order. */
export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

function one<Output>(found: readonly Manifest[], schema: z.ZodType<Output>): Output {
  expect(found).toHaveLength(1);
  return schema.parse(found[0]);
}

/** The filter, by whichever of the two kinds. */
export function readFilter(manifests: readonly Manifest[]) {
  const plugins = ofKind(manifests, "WasmPlugin");
  const extensions = ofKind(manifests, "TrafficExtension");
  expect(plugins.length + extensions.length).toBe(1);
  return {
    kind: plugins.length > 0 ? "WasmPlugin" : "TrafficExtension",
    ...(plugins.length > 0 ? one(plugins, wasmPlugin) : one(extensions, trafficExtension)),
  };
}

/** A service of Fairlead, and what its container reads at a path, through volume mount and ConfigMap. */
export function readPart(manifests: readonly Manifest[], part: string) {
  const named = <Output>(kind: string, schema: z.ZodType<Output>): Output =>
    one(
      ofKind(manifests, kind).filter((manifest) => manifest.metadata.name === part),
      schema,
    );
  const pod = named("Deployment", deployment).spec.template;
  const [container] = pod.spec.containers;
  function mounted(file: string): unknown {
    const folder = file.slice(0, file.lastIndexOf("/"));
    const volume = container.volumeMounts.find(({ mountPath }) => mountPath === folder)?.name;
    const name = pod.spec.volumes.find((candidate) => candidate.name === volume)?.configMap.name;
    const map = ofKind(manifests, "ConfigMap")
      .map((manifest) => configMap.parse(manifest))
      .find((candidate) => candidate.metadata.name === name);
    return parse(map?.data[file.slice(folder.length + 1)] ?? "");
  }
  return {
    service: named("Service", service),
    disruptionBudget: named("PodDisruptionBudget", disruptionBudget).spec,
    pod,
    container,
    mounted,
    configuration: mounted(container.args[0].replace("--config=", "")),
  };
}

/** Names of Fairlead's own services in an overlay. */
export const partNames = (manifests: readonly Manifest[]): string[] =>
  ofKind(manifests, "Deployment").map((manifest) => manifest.metadata.name);
