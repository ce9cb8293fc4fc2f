/** Calls to the lookup service that are under way, by their token. */
import { allocate, regrow, release } from "../memory/blocks";
import { createTable, Row, Table } from "../memory/table";

/** More requests than this do not wait at once: each holds its body in Envoy's memory. */
export const MOST_WAITING: u32 = 1024;
/** What the smallest block holds. */
const FIRST_SHARERS: u32 = 8;

// @ts-ignore: decorator
@unmanaged
export class Call extends Row {
  rootId: u32;
  /** The stream that waits for it; 0: several, or it is a snapshot. */
  streamId: u32;
  /** Ids of the streams that share it, in a block of their own. */
  sharers: usize;
  sharerCount: u32;
  /** Where the pod that is asked about is in the pool's table; serial 0: the call is about none. */
  podIndex: u32;
  podSerial: u32;
  /** The pool asked about; 0 once the configuration has changed. */
  pool: usize;
  startedNanoseconds: u64;
}

let calls: Table | null = null;
/** Requests that wait for a lookup, be its call made or not. */
export let waiting: u32 = 0;

/** More, or less, requests wait. */
export function changeWaiting(by: i32): void {
  waiting += by;
}

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

export function addCall(token: u32, rootId: u32): Call {
  const call = changetype<Call>(table().insert(token));
  call.rootId = rootId;
  return call;
}

/** The one stream that waits for the call. */
export function setStream(call: Call, streamId: u32): void {
  call.streamId = streamId;
  waiting++;
}

/** The streams that share the call, copied from `count` ids at `ids`. */
export function setSharers(call: Call, ids: usize, count: u32): void {
  call.sharers = allocate(count * 4);
  call.sharerCount = count;
  memory.copy(call.sharers, ids, count * 4);
  waiting += count;
}

/** One more stream that shares the call. Its block, always of a power of two, doubles when it is full. */
export function addSharer(call: Call, streamId: u32): void {
  const count = call.sharerCount;
  if (call.sharers == 0) call.sharers = allocate(FIRST_SHARERS * 4);
  else if (count >= FIRST_SHARERS && isPowerOfTwo(count)) call.sharers = regrow(call.sharers, count * 4, count * 8);
  store<u32>(call.sharers + count * 4, streamId);
  call.sharerCount++;
  waiting++;
}

function isPowerOfTwo(count: u32): bool {
  return (count & (count - 1)) == 0;
}

/** Forgets a call; the block of its sharers is left to `releaseSharers`. */
export function removeCall(call: Call): void {
  waiting -= call.streamId != 0 ? 1 : call.sharerCount;
  table().remove(call);
}

export function releaseSharers(sharers: usize, count: u32): void {
  release(sharers, count * 4);
}

/** Forgets the calls of a root that goes: the host cancels them. */
export function dropCalls(rootId: u32): void {
  const all = table();
  for (let index: u32 = 0; index < all.capacity; ) {
    const call = changetype<Call>(all.row(index));
    // A removal moves a later row here.
    if (call.used && call.rootId == rootId) {
      releaseSharers(call.sharers, call.sharerCount);
      removeCall(call);
    } else {
      index++;
    }
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
