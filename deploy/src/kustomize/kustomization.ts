import { z } from "zod";

const common = {
  resources: z.array(z.string()).default([]).describe("Manifests, and folders with a Kustomization"),
  components: z.array(z.string()).default([]).describe("Folders with a Component"),
  patches: z
    .array(
      z.strictObject({
        path: z.string(),
        target: z
          .strictObject({ kind: z.string(), name: z.string() })
          .optional()
          .describe("The patch's own kind and name: the object may be missing"),
      }),
    )
    .default([])
    .describe(
      "Objects with the fields to change, lists only of custom resources; with $patch: delete it goes",
    ),
};

/**
 * The part of kustomize that this folder uses. Whatever else is written is refused rather than left out,
 * so that a bundle never lacks what `kubectl apply -k` would make.
 */
export const kustomizationSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
    kind: z.literal("Kustomization"),
    ...common,
  }),
  z.strictObject({
    apiVersion: z.literal("kustomize.config.k8s.io/v1alpha1"),
    kind: z.literal("Component"),
    ...common,
  }),
]);

export type Kustomization = z.output<typeof kustomizationSchema>;
