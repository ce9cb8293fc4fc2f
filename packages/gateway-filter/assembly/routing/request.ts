/** Decides about a request: which pool, which pod, or which call has to be made to know. */
import { startsWithIgnoringCase } from "../bytes/scan";
import { at, literal, NONE, Span } from "../bytes/span";
import { Configuration } from "../config/configuration";
import { Cause, failOpen } from "../fail-open";
import { nowMs } from "../host/clock";
import * as headers from "../host/headers";
import { CONTINUE, HOLD } from "../host/stream";
import { isPodId } from "../identifiers/names";
import { ask } from "../lookup/ask";
import * as metrics from "../metrics";
import { cookieValue } from "../path/cookie";
import * as query from "../path/query";
import { endpoint, Pod, podId, routeId } from "../snapshot/pod";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { removeInternalHeaders, takeProbe } from "./internal-headers";
import { lead } from "./lead";
import { AUTHORITY, CONTENT_TYPE, COOKIE, PATH } from "./names";
import { expectResponse } from "./response";
import { matchRoute } from "./routes";

const GRPC = literal("application/grpc");
/** The cookie's pod id of the request at hand, or `NONE`. */
let cookieWish: Span = NONE;

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

  const headerOnly = isHeaderOnly(configuration, endOfStream);
  let path = NONE;
  let wish = NONE;
  if (!headerOnly) {
    path = scanPath(configuration);
    if (path != NONE && !configuration.ignoreClientPodId) wish = query.wish;
  }
  cookieWish = readCookie(configuration);

  if (pool.fresh) {
    let source = metrics.ROUTED_CLIENT;
    let pod = routable(pool, wish);
    if (pod == null) {
      source = metrics.ROUTED_COOKIE;
      pod = routable(pool, cookieWish);
    }
    const mustAsk = (wish != NONE || cookieWish != NONE) && pool.table.isSample();
    if (pod == null && !mustAsk) {
      source = metrics.ROUTED_SNAPSHOT;
      pod = pool.candidates.pick(pool.table, nowMs());
      if (pod == null && !pool.table.isSample()) {
        if (!pool.candidates.hasOpen) return failOpen(root, Cause.NoPod) ? HOLD : CONTINUE;
        if (!pool.candidates.hasRoom) return failOpen(root, Cause.Full) ? HOLD : CONTINUE;
      }
    }
    if (pod != null) {
      metrics.count(source);
      lead(configuration, podId(pod), routeId(pod), endpoint(pod), path);
      expectResponse(root, streamId, pool, pod, podId(pod), cookieWish);
      return CONTINUE;
    }
  }
  return ask(root, pool, streamId, wish != NONE ? wish : cookieWish, headerOnly);
}

/** The path, scanned for the parameter; `NONE` when it is no path (`OPTIONS *`, `CONNECT`) and stays as it is. */
export function scanPath(configuration: Configuration): Span {
  const path = headers.get(headers.REQUEST, PATH);
  if (path == NONE || load<u8>(at(path)) != 0x2f) return NONE;
  query.scan(path, configuration.queryParam);
  return path;
}

/** The pod that a client named, if it is in the snapshot, open or draining. */
function routable(pool: Pool, id: Span): Pod | null {
  if (id == NONE) return null;
  const pod = pool.table.find(id);
  return pod != null && pod.present ? pod : null;
}

/** gRPC has its method in the path. A gRPC request never ends with its headers, so most others need no look. */
function isHeaderOnly(configuration: Configuration, endOfStream: bool): bool {
  if (<u32>configuration.queryParam == 0) return true;
  return !endOfStream && startsWithIgnoringCase(headers.get(headers.REQUEST, CONTENT_TYPE), GRPC);
}

/** The pod id in the sticky cookie, or `NONE`. */
export function readCookie(configuration: Configuration): Span {
  if (<u32>configuration.stickyCookie == 0) return NONE;
  const value = cookieValue(headers.get(headers.REQUEST, COOKIE), configuration.stickyCookie);
  return isPodId(value) ? value : NONE;
}
