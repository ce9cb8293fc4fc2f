/** A pool as one root context knows it. */
import { equal } from "../bytes/scan";
import { at, NONE, size, span, Span } from "../bytes/span";
import { LOOKUP_MAX_COUNT } from "../generated/wire";
import { allocate, release } from "../memory/blocks";
import { Candidates, createCandidates } from "../snapshot/candidates";
import { PodTable, releasePods } from "../snapshot/pod-table";
import { changeWaiting } from "./calls";

/** Longest `etag` that is kept; a longer one is not sent back. */
const LONGEST_ETAG: u32 = 128;
const QUEUE_BYTES: u32 = LOOKUP_MAX_COUNT * 4;

// @ts-ignore: decorator
@unmanaged
export class Pool {
  /** Address of the next pool of the root, or 0. */
  next: usize;
  /** `<namespace>/<name>`, or `NONE` for the service's only pool. */
  name: Span;
  /** Serialised headers of a lookup without a wish, in a block of their own. */
  lookupHeaders: Span;
  /** When the snapshot held was asked for; 0: there is none. */
  heldSinceMs: u64;
  maxAgeMs: u64;
  /** Whether it may be picked from; kept up to date on ticks. */
  fresh: bool;
  fetching: bool;
  /** Whether the answer to the fetch under way may wait for other pods. */
  waits: bool;
  fetchStartedMs: u64;
  nextFetchMs: u64;
  /** Whether a request came since the last fetch was started. */
  busy: bool;
  sequence: u64;
  etagBytes: u32;
  etag: usize;
  /** Lookups of this pool under way. */
  lookups: u32;
  /** Clients that the service said one lookup can be for; 0: it did not say. */
  batch: u32;
  /** Streams that wait for a call to share, in the order in which they came; at most `LOOKUP_MAX_COUNT`. */
  queue: usize;
  queued: u32;
  table: PodTable;
  candidates: Candidates;

  /** Decides anew whether the snapshot may be picked from. */
  age(nowMs: u64): void {
    if (this.fresh && nowMs > this.heldSinceMs + this.maxAgeMs) this.fresh = false;
  }

  heldEtag(): Span {
    return this.etagBytes == 0 ? NONE : span(this.etag, this.etagBytes);
  }

  keepEtag(value: Span): void {
    this.etagBytes = size(value) <= LONGEST_ETAG ? size(value) : 0;
    memory.copy(this.etag, at(value), this.etagBytes);
  }

  /** Lets a stream wait for a call that others share. There must be room. */
  enqueue(streamId: u32): void {
    if (this.queue == 0) this.queue = allocate(QUEUE_BYTES);
    store<u32>(this.queue + this.queued * 4, streamId);
    this.queued++;
    changeWaiting(1);
  }

  /** Empties the queue. Its block is the caller's, to be released with `releaseQueue`. */
  takeQueue(): usize {
    const queue = this.queue;
    changeWaiting(-(<i32>this.queued));
    this.queue = 0;
    this.queued = 0;
    return queue;
  }
}

const POOL_BYTES: u32 = <u32>offsetof<Pool>();

export function createPool(name: Span): Pool {
  const pool = changetype<Pool>(allocate(POOL_BYTES));
  pool.name = name;
  pool.sequence = 1;
  pool.etag = allocate(LONGEST_ETAG);
  pool.table = changetype<PodTable>(allocate(<u32>offsetof<PodTable>()));
  pool.candidates = createCandidates();
  return pool;
}

/** Gives back what `takeQueue` gave. */
export function releaseQueue(queue: usize): void {
  release(queue, QUEUE_BYTES);
}

export function releasePool(pool: Pool): void {
  releaseQueue(pool.takeQueue());
  releasePods(pool.table);
  pool.candidates.free();
  release(changetype<usize>(pool.candidates), <u32>offsetof<Candidates>());
  release(changetype<usize>(pool.table), <u32>offsetof<PodTable>());
  release(pool.etag, LONGEST_ETAG);
  release(at(pool.lookupHeaders), size(pool.lookupHeaders));
  release(changetype<usize>(pool), POOL_BYTES);
}

/** The pool of that name in a list, or 0. */
export function findPool(first: usize, name: Span): usize {
  let address = first;
  while (address != 0) {
    const pool = changetype<Pool>(address);
    if (equal(pool.name, name)) return address;
    address = pool.next;
  }
  return 0;
}
