/**
 * Asks whether the lookup service knows a pod that a client names and the snapshot does not: it may have opened
 * since. A pod is asked about once until the next snapshot, however many requests name it.
 */
import { Span } from "../bytes/span";
import { addSharer, findCall, MOST_WAITING, waiting } from "../state/calls";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { namedRequest } from "./requests";
import { startLookup } from "./start";
import { wait } from "./waiters";

/** Holds the request until the answer is there. False: there is no question to wait for, and the snapshot decides. */
export function inquire(
  root: Root,
  pool: Pool,
  streamId: u32,
  id: Span,
  headerOnly: bool,
  questionsLeft: u32,
): bool {
  if (waiting >= MOST_WAITING) return false;
  const pods = pool.table;
  const known = pods.find(id);
  if (known != null) {
    const underWay = known.asking ? findCall(known.question) : null;
    if (underWay == null) return false;
    addSharer(underWay, streamId);
  } else {
    if (!pods.admitsNamed()) return false;
    const call = startLookup(root, pool, namedRequest(root.config(), pool.name, id));
    if (call == null) return false;
    const pod = pods.addNamed(id);
    pod.asking = true;
    pod.question = call.key;
    call.podIndex = pods.indexOf(pod);
    call.podSerial = pod.serial;
    addSharer(call, streamId);
  }
  wait(root, streamId, headerOnly, questionsLeft);
  return true;
}
