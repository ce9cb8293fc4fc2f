/** What is kept of a stream between two callbacks. A stream that has nothing to keep has no row. */
import { at, NONE, size, span, Span } from "../bytes/span";
import { LONGEST_POD_ID } from "../identifiers/names";
import { allocate, release } from "../memory/blocks";
import { createTable, Row, Table } from "../memory/table";

// @ts-ignore: decorator
@unmanaged
export class Stream extends Row {
  /** The root context it belongs to. */
  rootId: u32;
  /** It waits for a lookup. */
  waiting: bool;
  /** How many more pods that it names the service may be asked about. */
  questions: u32;
  headerOnly: bool;
  /** Tells the client which pod it got, when the response comes. */
  expose: bool;
  setCookie: bool;
  /** Where the pod is in the pool's table; serial 0: nowhere. */
  podSerial: u32;
  podIndex: u32;
  pool: usize;
  podIdSize: u32;
  podId: usize;
}

let streams: Table | null = null;

function table(): Table {
  const existing = streams;
  if (existing != null) return existing;
  const created = createTable(<u32>offsetof<Stream>(), 64);
  streams = created;
  return created;
}

/** The stream's row, or null. Valid until a row is added or removed. */
export function findStream(contextId: u32): Stream | null {
  return changetype<Stream | null>(table().find(contextId));
}

/** The stream's row, made when it is not there. */
export function addStream(contextId: u32, rootId: u32): Stream {
  const stream = changetype<Stream>(table().insert(contextId));
  stream.rootId = rootId;
  return stream;
}

export function removeStream(stream: Stream): void {
  release(stream.podId, LONGEST_POD_ID);
  table().remove(stream);
}

/** Keeps a copy of the pod's id: the pod may be gone when the response comes. */
export function keepPodId(stream: Stream, id: Span): void {
  if (stream.podId == 0) stream.podId = allocate(LONGEST_POD_ID);
  memory.copy(stream.podId, at(id), size(id));
  stream.podIdSize = size(id);
}

export function keptPodId(stream: Stream): Span {
  return stream.podId == 0 ? NONE : span(stream.podId, stream.podIdSize);
}

/** Forgets the pods that streams of a root got: its pools go. */
export function detachStreams(rootId: u32): void {
  const all = table();
  for (let index: u32 = 0; index < all.capacity; index++) {
    const stream = changetype<Stream>(all.row(index));
    if (stream.used && stream.rootId == rootId) stream.podSerial = 0;
  }
}
