/** Decides which pod a request is led to, or which call has to be made to know. */
import { NONE, Span } from "../bytes/span";
import { Cause, failOpen } from "../fail-open";
import { nowMs } from "../host/clock";
import { CONTINUE, HOLD } from "../host/stream";
import { ask } from "../lookup/ask";
import { inquire } from "../lookup/inquire";
import * as metrics from "../metrics";
import * as query from "../path/query";
import { endpoint, Pod, podId, routeId } from "../snapshot/pod";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { lead } from "./lead";
import { expectResponse } from "./response";
import { readCookie, scanPath } from "./wish";

/** A client names at most two pods, in its query and in its cookie. */
export const MOST_QUESTIONS: u32 = 2;

/**
 * Leads the request of the effective context to a pod, or asks and has it wait. `questions`: how many pods
 * that the client names, and the snapshot does not know, may be asked about.
 */
export function decide(root: Root, pool: Pool, streamId: u32, headerOnly: bool, questions: u32): u32 {
  const configuration = root.config();
  let path = NONE;
  let wish = NONE;
  if (!headerOnly) {
    path = scanPath(configuration);
    if (path != NONE && !configuration.ignoreClientPodId) wish = query.wish;
  }
  const cookieWish = readCookie(configuration);

  if (pool.fresh) {
    let source = metrics.ROUTED_CLIENT;
    let pod = routable(pool, wish);
    if (pod == null) {
      if (inquires(root, pool, streamId, wish, headerOnly, questions)) return HOLD;
      source = metrics.ROUTED_COOKIE;
      pod = routable(pool, cookieWish);
    }
    if (pod == null) {
      if (inquires(root, pool, streamId, cookieWish, headerOnly, questions)) return HOLD;
      const mustAsk = (wish != NONE || cookieWish != NONE) && pool.table.isSample();
      if (!mustAsk) {
        source = metrics.ROUTED_SNAPSHOT;
        pod = pool.candidates.pick(pool.table, nowMs());
        // Without an open pod the service is asked: who waits for the first pod is counted there, and has it at once.
        if (pod == null && !pool.table.isSample() && pool.candidates.hasOpen && !pool.candidates.hasRoom)
          return failOpen(root, Cause.Full) ? HOLD : CONTINUE;
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

/** The pod that a client named, if it is known, open or draining. */
function routable(pool: Pool, id: Span): Pod | null {
  if (id == NONE) return null;
  const pod = pool.table.find(id);
  return pod != null && pod.present ? pod : null;
}

/** A sample cannot tell which pods there are: then the question is for a pod, and `ask` makes it. */
function inquires(root: Root, pool: Pool, streamId: u32, id: Span, headerOnly: bool, questions: u32): bool {
  if (id == NONE || questions == 0 || pool.table.isSample()) return false;
  return inquire(root, pool, streamId, id, headerOnly, questions - 1);
}
