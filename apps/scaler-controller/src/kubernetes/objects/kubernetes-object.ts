import type { ObjectMeta } from "@fairlead/controller-kit";

/** Metadata of an object in a namespace. */
export interface ObjectMetadata extends ObjectMeta {
  readonly name: string;
  readonly namespace: string;
}

/** An object as it is sent to the API server. */
export interface KubernetesObject<Spec = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly spec: Spec;
}
