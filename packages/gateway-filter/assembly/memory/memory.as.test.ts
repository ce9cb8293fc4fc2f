import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import * as arena from "./arena";
import { allocate, regrow, release } from "./blocks";
import { createTable, Row } from "./table";

describe("blocks", () => {
  test("what is released is taken again, and is zero", () => {
    const first = allocate(100);
    store<u64>(first, 0xffffffffffffffff, 8);
    release(first, 100);
    const second = allocate(128);
    expect(second).toBe(first);
    expect(load<u64>(second)).toBe(0);
    expect(load<u64>(second, 8)).toBe(0);
  });

  test("blocks in use never overlap", () => {
    const first = allocate(33);
    const second = allocate(64);
    expect(first > second ? first - second >= 64 : second - first >= 64).toBe(true);
  });

  test("growing keeps the content", () => {
    const small = allocate(32);
    store<u32>(small, 42, 28);
    const large = regrow(small, 32, 4096);
    expect(load<u32>(large, 28)).toBe(42);
    expect(load<u32>(large, 32)).toBe(0);
  });
});

describe("arena", () => {
  test("gives the same memory again after a reset", () => {
    const first = arena.take(100);
    arena.take(1 << 20);
    arena.reset();
    expect(arena.take(100)).toBe(first);
  });

  test("serves what is larger than a chunk once, and keeps it", () => {
    const large = arena.take(3 << 20);
    store<u8>(large + (3 << 20) - 1, 1);
    arena.reset();
    expect(arena.take(3 << 20)).toBe(large);
    const pages = memory.size();
    for (let round = 0; round < 1000; round++) {
      arena.reset();
      arena.take(3 << 20);
      arena.take(64);
    }
    expect(memory.size()).toBe(pages);
  });
});

// @ts-ignore: decorator
@unmanaged
class Entry extends Row {
  value: u32;
}

describe("table", () => {
  test("finds what was inserted, through growth and removal, over many keys", () => {
    const table = createTable(<u32>offsetof<Entry>(), 4);
    for (let key: u32 = 0; key < 5000; key++) changetype<Entry>(table.insert(key)).value = key * 3;
    for (let key: u32 = 0; key < 5000; key += 2) {
      const row = table.find(key);
      if (row != null) table.remove(row);
    }
    expect(table.count).toBe(2500);
    let wrong = 0;
    for (let key: u32 = 0; key < 5000; key++) {
      const row = table.find(key);
      const there = row != null;
      if (there != ((key & 1) == 1)) wrong++;
      if (row != null && changetype<Entry>(row).value != key * 3) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test("does not grow when rows come and go", () => {
    const table = createTable(<u32>offsetof<Entry>(), 16);
    for (let key: u32 = 0; key < 100000; key++) table.remove(table.insert(key));
    expect(table.capacity).toBe(16);
    expect(table.count).toBe(0);
  });

  test("inserting a key twice gives one row", () => {
    const table = createTable(<u32>offsetof<Entry>(), 4);
    changetype<Entry>(table.insert(7)).value = 1;
    expect(changetype<Entry>(table.insert(7)).value).toBe(1);
    expect(table.count).toBe(1);
  });
});
