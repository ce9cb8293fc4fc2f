/** Takes the answer to whether the service knows a pod. All who named it are decided about anew, by what is known now. */
import { equal, find } from "../bytes/scan";
import { at, between, end, NONE, Span } from "../bytes/span";
import { Cause } from "../fail-open";
import * as arena from "../memory/arena";
import { podId } from "../snapshot/pod";
import { PodTable } from "../snapshot/pod-table";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import * as answer from "./answer";
import { isFailure, NO_CAUSE, note, readHead, serveQueue } from "./verdict";
import { decideAnew, letGo, take } from "./waiters";

/** `poolAddress` is 0 when the configuration has changed since the question. */
export function onNamedAnswer(
  root: Root,
  poolAddress: usize,
  podIndex: u32,
  podSerial: u32,
  sharers: usize,
  sharerCount: u32,
  startedNanoseconds: u64,
  headerCount: u32,
  bodySize: u32,
): void {
  let cause = readHead(headerCount);
  if (cause == NO_CAUSE) cause = answer.readPod(bodySize);
  note(root, poolAddress, startedNanoseconds, cause);
  if (poolAddress != 0) settle(changetype<Pool>(poolAddress).table, podIndex, podSerial, cause == NO_CAUSE);
  const mayAsk = !isFailure(cause);
  for (let index: u32 = 0; index < sharerCount; index++) {
    const streamId = load<u32>(sharers + index * 4);
    // Letting the one before go on can have started another callback, which forgets all scratch memory.
    arena.reset();
    if (!take(streamId)) continue;
    if (poolAddress != 0) decideAnew(root, changetype<Pool>(poolAddress), streamId, mayAsk);
    else letGo(root, Cause.CallFailed, NONE);
  }
  arena.reset();
  serveQueue(root, poolAddress, cause);
}

/** Ends the question. A pod that a snapshot has had meanwhile is as the snapshot says. */
function settle(pods: PodTable, podIndex: u32, podSerial: u32, hasPod: bool): void {
  const pod = pods.at(podIndex, podSerial);
  if (pod == null) return;
  pod.asking = false;
  if (!pod.named || !hasPod || !equal(answer.podId, podId(pod))) return;
  pods.confirm(pod, answer.routeId, first(answer.endpoints));
}

/** The pod's own endpoint: the best of the list. */
function first(endpoints: Span): Span {
  if (endpoints == NONE) return NONE;
  return between(at(endpoints), find(at(endpoints), end(endpoints), 0x2c));
}
