/** Decides about a request: whether it is the filter's, and which pool it belongs to. */
import { startsWithIgnoringCase } from "../bytes/scan";
import { literal } from "../bytes/span";
import { Configuration } from "../config/configuration";
import * as headers from "../host/headers";
import { CONTINUE } from "../host/stream";
import * as metrics from "../metrics";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { decide, MOST_QUESTIONS } from "./decide";
import { removeInternalHeaders, takeProbe } from "./internal-headers";
import { AUTHORITY, CONTENT_TYPE, PATH } from "./names";
import { matchRoute } from "./routes";

const GRPC = literal("application/grpc");

/** The whole of `proxy_on_request_headers`. */
export function onRequest(root: Root, streamId: u32, endOfStream: bool): u32 {
  metrics.count(metrics.REQUESTS);
  const configuration = root.config();
  if (takeProbe(configuration.probeToken)) {
    metrics.count(metrics.PROBES);
    return CONTINUE;
  }
  let address = root.defaultPool;
  if (configuration.routeCount > 0) {
    const path = headers.get(headers.REQUEST, PATH);
    const matched = matchRoute(configuration, headers.get(headers.REQUEST, AUTHORITY), path);
    if (matched != 0) address = matched;
  }
  if (address == 0) {
    metrics.count(metrics.PASSED);
    removeInternalHeaders();
    return CONTINUE;
  }
  const pool = changetype<Pool>(address);
  pool.busy = true;
  return decide(root, pool, streamId, isHeaderOnly(configuration, endOfStream), MOST_QUESTIONS);
}

/** gRPC has its method in the path. A gRPC request never ends with its headers, so most others need no look. */
function isHeaderOnly(configuration: Configuration, endOfStream: bool): bool {
  if (<u32>configuration.queryParam == 0) return true;
  return !endOfStream && startsWithIgnoringCase(headers.get(headers.REQUEST, CONTENT_TYPE), GRPC);
}
