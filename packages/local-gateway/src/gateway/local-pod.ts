import { FairleadError, isPodId, isRouteId, parseEndpoint } from "@fairlead/routing-schema";

/** A pod that the gateway reaches. */
export interface LocalPod {
  /** What the query parameter carries. */
  readonly podId: string;
  /** What the header `x-fairlead-pod` carries. */
  readonly routeId: string;
  /** `ip:port`, IPv6 as `[ip]:port`. */
  readonly endpoint: string;
  /** A draining pod is reached by those who name it, and by nobody else. */
  readonly state: "open" | "draining";
}

/**
 * Refuses pods that Envoy would take for something else, or drop in silence.
 *
 * @throws FairleadError `identifier_invalid`, naming the pod and the field.
 */
export function checkPods(pods: readonly LocalPod[]): void {
  const seen = {
    podId: new Set<string>(),
    routeId: new Set<string>(),
    endpoint: new Set<string>(),
  };
  const forms = {
    podId: [isPodId, "a pod id (letters a-z, digits, . and -)"],
    routeId: [isRouteId, "a route id (a DNS label)"],
    endpoint: [(text: string) => parseEndpoint(text) !== undefined, "an endpoint (ip:port)"],
  } as const;
  for (const [index, pod] of pods.entries()) {
    for (const field of ["podId", "routeId", "endpoint"] as const) {
      const value = pod[field];
      const [accepts, form] = forms[field];
      const details = { index, field, value };
      if (!accepts(value)) {
        throw new FairleadError("identifier_invalid", `pods[${index}].${field} "${value}" is not ${form}.`, {
          details,
        });
      }
      if (seen[field].has(value)) {
        throw new FairleadError(
          "identifier_invalid",
          `pods[${index}].${field} "${value}" is used by two pods.`,
          { details },
        );
      }
      seen[field].add(value);
    }
  }
}
