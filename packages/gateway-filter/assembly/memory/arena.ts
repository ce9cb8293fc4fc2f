/**
 * Scratch memory of one callback: what the host returns lands here, and what is built to be handed to
 * the host. Taking is a bump; everything is forgotten when the next callback starts. A need beyond the
 * first chunk adds one of at least twice the size, kept for the next time.
 */
import { allocate } from "./blocks";

const FIRST_CHUNK_BYTES: u32 = 32 * 1024;
const MOST_CHUNKS: u32 = 24;
const CHUNKS = memory.data(24 * 8, 8);

let chunks: u32 = 0;
let current: u32 = 0;
let cursor: usize = 0;
let limit: usize = 0;

function use(index: u32): void {
  current = index;
  cursor = load<u32>(CHUNKS + index * 8);
  limit = cursor + load<u32>(CHUNKS + index * 8, 4);
}

function takeElsewhere(bytes: u32): usize {
  let next: u32 = chunks == 0 ? 0 : current + 1;
  let chunkBytes = FIRST_CHUNK_BYTES;
  for (; next < chunks; next++) {
    if (load<u32>(CHUNKS + next * 8, 4) >= bytes) {
      use(next);
      return take(bytes);
    }
  }
  if (chunks == MOST_CHUNKS) unreachable();
  if (chunks > 0) chunkBytes = load<u32>(CHUNKS + (chunks - 1) * 8, 4) * 2;
  while (chunkBytes < bytes) chunkBytes *= 2;
  store<u32>(CHUNKS + chunks * 8, <u32>allocate(chunkBytes));
  store<u32>(CHUNKS + chunks * 8, chunkBytes, 4);
  use(chunks++);
  return take(bytes);
}

/** `bytes` of scratch memory, eight-byte aligned, valid until the callback ends. */
export function take(bytes: u32): usize {
  const aligned: u32 = (bytes + 7) & ~7;
  const pointer = cursor;
  if (aligned > <u32>(limit - pointer)) return takeElsewhere(aligned);
  cursor = pointer + aligned;
  return pointer;
}

/** Forgets everything taken. Called first in every callback. */
export function reset(): void {
  if (chunks != 0) use(0);
}
