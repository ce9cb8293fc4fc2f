/** Which root context a stream belongs to. Headers name the stream only; its creation names the root. */
import { seed } from "../random";
import { refresh, nowNanoseconds } from "../host/clock";
import { addRoot, findRoot, Root } from "../state/root";
import { createTable, Row, Table } from "../memory/table";

/** A stream that was made, but not heard of again before the next one was. */
// @ts-ignore: decorator
@unmanaged
class Waiting extends Row {
  rootId: u32;
}

let latestStream: u32 = 0;
let latestRootId: u32 = 0;
let latestRoot: Root | null = null;
let waiting: Table | null = null;

/** Envoy makes a stream's context right before it hands over the headers, so that one is enough to remember; other hosts may not. */
export function onCreate(contextId: u32, rootId: u32): void {
  if (rootId == 0) {
    refresh();
    seed(nowNanoseconds() + contextId);
    addRoot(contextId);
    return;
  }
  if (latestStream != 0) keep(latestStream, latestRootId);
  latestStream = contextId;
  if (rootId != latestRootId) {
    latestRootId = rootId;
    latestRoot = findRoot(rootId);
  }
}

function keep(contextId: u32, rootId: u32): void {
  let table = waiting;
  if (table == null) {
    table = createTable(<u32>offsetof<Waiting>(), 16);
    waiting = table;
  }
  changetype<Waiting>(table.insert(contextId)).rootId = rootId;
}

/** The root of a stream whose headers arrive, or null. */
export function rootOfStream(contextId: u32): Root | null {
  if (contextId == latestStream) {
    latestStream = 0;
    return latestRoot;
  }
  const table = waiting;
  if (table == null) return null;
  const row = table.find(contextId);
  if (row == null) return null;
  const rootId = changetype<Waiting>(row).rootId;
  table.remove(row);
  return findRoot(rootId);
}

/** Forgets a stream or root that is gone. */
export function forget(contextId: u32): void {
  if (contextId == latestStream) latestStream = 0;
  if (contextId == latestRootId) {
    latestRootId = 0;
    latestRoot = null;
  }
  const table = waiting;
  if (table == null) return;
  const row = table.find(contextId);
  if (row != null) table.remove(row);
}
