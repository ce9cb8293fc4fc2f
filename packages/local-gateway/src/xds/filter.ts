import type { FilterConfiguration } from "@fairlead/routing-schema";
import { FILTER_NAME } from "../names.ts";
import { extension, typed, TYPE_PREFIX, type JsonObject } from "./resource.ts";

/** What becomes of requests when the filter's VM has died: a new VM, no filter, or 503. */
export type FailurePolicy = "FAIL_RELOAD" | "FAIL_OPEN" | "FAIL_CLOSED";

const WASM = "envoy.extensions.filters.http.wasm.v3.Wasm";

/** Type of the filter's configuration, for the listener that fetches it. */
export const FILTER_TYPE_URL = `${TYPE_PREFIX}${WASM}`;

/** The filter as Istio hands it to a gateway: a resource of its own, which changes without closing a connection. */
export function filterResource(options: {
  readonly wasmPath: string;
  readonly configuration: FilterConfiguration | string;
  readonly failurePolicy: FailurePolicy;
}): JsonObject {
  const { configuration, failurePolicy, wasmPath } = options;
  const text = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
  return {
    ...typed("envoy.config.core.v3.TypedExtensionConfig", {}),
    ...extension(FILTER_NAME, WASM, {
      config: {
        name: FILTER_NAME,
        root_id: FILTER_NAME,
        failure_policy: failurePolicy,
        configuration: typed("google.protobuf.StringValue", { value: text }),
        vm_config: {
          vm_id: FILTER_NAME,
          runtime: "envoy.wasm.runtime.v8",
          code: { local: { filename: wasmPath } },
        },
      },
    }),
  };
}
