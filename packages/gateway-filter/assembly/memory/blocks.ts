/**
 * Memory by hand: blocks of a power of two, with a free list for each size. Nothing is collected and
 * nothing moves; what is released is taken again, so that memory stays at its high-water mark.
 */

const SMALLEST_POWER: u32 = 5;
const LARGEST_POWER: u32 = 30;
const FREE_LISTS = memory.data(((30 + 1) * sizeof<usize>()) as i32, sizeof<usize>());

// @ts-ignore: decorator
@inline
function powerFor(bytes: u32): u32 {
  return max(SMALLEST_POWER, 32 - clz<u32>(max(bytes, 2) - 1));
}

/** A zeroed block of at least `bytes`. Traps above 1 GiB, which no caller asks for. */
export function allocate(bytes: u32): usize {
  const power = powerFor(bytes);
  if (power > LARGEST_POWER) unreachable();
  const list = FREE_LISTS + power * sizeof<usize>();
  let block = load<usize>(list);
  if (block != 0) {
    store<usize>(list, load<usize>(block));
  } else {
    block = heap.alloc((<usize>1) << power);
  }
  memory.fill(block, 0, bytes);
  return block;
}

/** Gives back a block; `bytes` is what it was asked for with. */
export function release(block: usize, bytes: u32): void {
  if (block == 0) return;
  const list = FREE_LISTS + powerFor(bytes) * sizeof<usize>();
  store<usize>(block, load<usize>(list));
  store<usize>(list, block);
}

/** A larger block with the old one's content in front; the old one is released. */
export function regrow(block: usize, oldBytes: u32, newBytes: u32): usize {
  const larger = allocate(newBytes);
  memory.copy(larger, block, oldBytes);
  release(block, oldBytes);
  return larger;
}
