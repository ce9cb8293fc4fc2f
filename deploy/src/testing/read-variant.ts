import { isDeepStrictEqual } from "node:util";
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
        serviceAccountName: z.string(),
        automountServiceAccountToken: z.boolean(),
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

const clusterRole = z.object({
  rules: z.array(
    z.strictObject({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      verbs: z.array(z.string()),
    }),
  ),
});
const clusterRoleBinding = z.object({
  roleRef: z.object({ kind: z.literal("ClusterRole"), name: z.string() }),
  subjects: z.array(z.object({ kind: z.string(), name: z.string(), namespace: z.string() })),
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

/** What a service account may do, by the cluster roles that are bound to it. */
export function rightsOf(manifests: readonly Manifest[], account: string, namespace: string): string[] {
  const roles = new Map(
    ofKind(manifests, "ClusterRole").map((role) => [role.metadata.name, clusterRole.parse(role).rules]),
  );
  const bindings = ofKind(manifests, "ClusterRoleBinding").map((binding) =>
    clusterRoleBinding.parse(binding),
  );
  const subject = { kind: "ServiceAccount", name: account, namespace };
  return bindings
    .filter(({ subjects }) => subjects.some((bound) => isDeepStrictEqual(bound, subject)))
    .flatMap(({ roleRef }) => roles.get(roleRef.name) ?? [])
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
      ),
    );
}
