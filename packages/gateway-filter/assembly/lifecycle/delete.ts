import * as metrics from "../metrics";
import { dropCalls } from "../state/calls";
import { findRoot, removeRoot } from "../state/root";
import { detachStreams, findStream, removeStream } from "../state/streams";
import { forget } from "./create";

/** A stream or root is gone: nothing may touch it any more. */
export function onDelete(contextId: u32): void {
  forget(contextId);
  const stream = findStream(contextId);
  if (stream != null) {
    if (stream.waiting) metrics.count(metrics.CLIENT_GONE);
    removeStream(stream);
    return;
  }
  const root = findRoot(contextId);
  if (root == null) return;
  dropCalls(contextId);
  detachStreams(contextId);
  metrics.flush();
  removeRoot(root);
}
