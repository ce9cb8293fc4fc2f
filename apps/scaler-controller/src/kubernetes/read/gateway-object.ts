import type { ApiObject } from "@fairlead/controller-kit";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

/** One port of a Gateway. */
export interface GatewayServer {
  readonly port?: { readonly number?: number; readonly protocol?: string };
  readonly hosts?: readonly string[];
  readonly tls?: { readonly mode?: string; readonly httpsRedirect?: boolean };
}

/** An Istio Gateway, as far as it is read. */
export interface GatewayObject extends ApiObject {
  readonly metadata: ObjectMetadata;
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly servers?: readonly GatewayServer[];
  };
}
