import { deflateSync, inflateSync } from "node:zlib";
import { Status } from "../abi/status.ts";
import type { ForeignFunction } from "../options.ts";

/** The foreign functions of Envoy that need nothing of the proxy but the stream. */
export const builtInForeignFunctions: Readonly<Record<string, ForeignFunction>> = {
  clear_route_cache: (_parameters, context) => context.clearRouteCache(),
  compress: (parameters) => new Uint8Array(deflateSync(parameters)),
  uncompress: (parameters) => {
    try {
      return new Uint8Array(inflateSync(parameters));
    } catch {
      return Status.SERIALIZATION_FAILURE;
    }
  },
};
