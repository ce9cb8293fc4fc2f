import type { ApiObject } from "@fairlead/controller-kit";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

/** Label that ties an EndpointSlice to its Service. */
export const LABEL_SERVICE_NAME = "kubernetes.io/service-name";

/** One address that a Service leads to. */
export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: {
    readonly ready?: boolean;
    readonly serving?: boolean;
    readonly terminating?: boolean;
  };
  readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly uid?: string };
}

/** An EndpointSlice, as far as it is read. */
export interface EndpointSliceObject extends ApiObject {
  readonly metadata: ObjectMetadata;
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null;
}

/** Endpoints without conditions are ready, as Kubernetes has it. */
export const isServing = ({ conditions }: Endpoint): boolean =>
  conditions?.serving ?? conditions?.ready ?? true;
