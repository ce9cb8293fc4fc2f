/** Asks the lookup service for a pod while the request waits. */
import { NONE, Span } from "../bytes/span";
import { Cause, failOpen } from "../fail-open";
import { CONTINUE, HOLD, select } from "../host/stream";
import { MOST_WAITING, setStream, waiting } from "../state/calls";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { lookupRequest, plainRequest } from "./requests";
import { askForQueue, isQueueFull, letQueueGo, shares } from "./share";
import { obstacle, startLookup } from "./start";
import { wait } from "./waiters";

/** Makes the call, or joins those who share the next one, and holds the request; goes on unrouted when no call can be made. */
export function ask(root: Root, pool: Pool, streamId: u32, prefer: Span, headerOnly: bool): u32 {
  if (waiting >= MOST_WAITING) return giveUp(root, Cause.Overload);
  if (prefer == NONE && shares(root, pool)) {
    if (isQueueFull(pool)) {
      askForQueue(root, pool);
      // Streams that were let go instead have been the effective context since.
      select(streamId);
    }
    if (shares(root, pool)) {
      pool.enqueue(streamId);
      wait(root, streamId, headerOnly);
      return HOLD;
    }
  }
  const configuration = root.config();
  const request = prefer == NONE ? plainRequest(configuration, pool) : lookupRequest(configuration, pool.name, prefer);
  const pending = startLookup(root, pool, request);
  if (pending == null) {
    const action = giveUp(root, obstacle);
    if (obstacle == Cause.CallFailed) letQueueGo(root, pool, Cause.CallFailed);
    return action;
  }
  setStream(pending, streamId);
  wait(root, streamId, headerOnly);
  return HOLD;
}

function giveUp(root: Root, cause: Cause): u32 {
  return failOpen(root, cause) ? HOLD : CONTINUE;
}
