import { expect } from "vitest";
import { z } from "zod";
import { filterConfigurationSchema } from "@fairlead/routing-schema";
import type { Manifest } from "../manifests/manifest.ts";

const wasmPlugin = z.object({
  spec: z.object({ url: z.url(), failStrategy: z.string(), pluginConfig: filterConfigurationSchema }),
});
const service = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.tuple([z.object({ port: z.number(), targetPort: z.string() })]),
  }),
});
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const deployment = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        containers: z.tuple([
          z.object({
            args: z.array(z.string()),
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
            readinessProbe: probe,
            livenessProbe: probe,
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

/** The objects of a kind, in their order. */
export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);

function one<Output>(manifests: readonly Manifest[], kind: string, schema: z.ZodType<Output>): Output {
  const found = ofKind(manifests, kind);
  expect(found).toHaveLength(1);
  return schema.parse(found[0]);
}

/** What the tests look at in a rendered overlay. */
export const readVariant = (manifests: readonly Manifest[]) => ({
  plugin: one(manifests, "WasmPlugin", wasmPlugin).spec,
  service: one(manifests, "Service", service),
  pod: one(manifests, "Deployment", deployment).spec.template,
  configMaps: ofKind(manifests, "ConfigMap").map((manifest) => configMap.parse(manifest)),
});
