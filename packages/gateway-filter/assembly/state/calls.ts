/** Calls to the lookup service that are under way, by their token. */
import { createTable, Row, Table } from "../memory/table";

/** More lookups than this at once are not made: each holds a request's body in Envoy's memory. */
export const MOST_LOOKUPS: u32 = 1024;

// @ts-ignore: decorator
@unmanaged
export class Call extends Row {
  rootId: u32;
  /** The stream that waits for it; 0: a snapshot. */
  streamId: u32;
  /** The pool asked about; 0 once the configuration has changed. */
  pool: usize;
  startedNanoseconds: u64;
}

let calls: Table | null = null;
/** Lookups under way. */
export let lookups: u32 = 0;

function table(): Table {
  const existing = calls;
  if (existing != null) return existing;
  const created = createTable(<u32>offsetof<Call>(), 16);
  calls = created;
  return created;
}

export function findCall(token: u32): Call | null {
  return changetype<Call | null>(table().find(token));
}

export function addCall(token: u32, rootId: u32, streamId: u32): Call {
  const call = changetype<Call>(table().insert(token));
  call.rootId = rootId;
  call.streamId = streamId;
  if (streamId != 0) lookups++;
  return call;
}

export function removeCall(call: Call): void {
  if (call.streamId != 0) lookups--;
  table().remove(call);
}

/** Forgets the calls of a root that goes: the host cancels them. */
export function dropCalls(rootId: u32): void {
  const all = table();
  for (let index: u32 = 0; index < all.capacity; ) {
    const call = changetype<Call>(all.row(index));
    // A removal moves a later row here.
    if (call.used && call.rootId == rootId) removeCall(call);
    else index++;
  }
}

/** Forgets the pools of a root whose configuration goes; answers still arrive, and find none. */
export function detachCalls(rootId: u32): void {
  const all = table();
  for (let index: u32 = 0; index < all.capacity; index++) {
    const call = changetype<Call>(all.row(index));
    if (call.used && call.rootId == rootId) call.pool = 0;
  }
}
