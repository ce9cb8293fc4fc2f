/**
 * Rows of fixed size found by a 32-bit key: open addressing with linear probing, at most half full,
 * doubled in place. Removal shifts rows back, so that no tombstones build up over millions of keys.
 */
import { allocate, release } from "./blocks";

/** Every row starts with its key and a flag; the rest is the caller's. Row pointers are valid until the next insert or removal. */
// @ts-ignore: decorator
@unmanaged
export class Row {
  key: u32;
  used: u32;
}

// @ts-ignore: decorator
@unmanaged
export class Table {
  rows: usize;
  capacity: u32;
  count: u32;
  rowBytes: u32;

  // @ts-ignore: decorator
  @inline
  row(index: u32): Row {
    return changetype<Row>(this.rows + index * this.rowBytes);
  }

  // @ts-ignore: decorator
  @inline
  home(key: u32): u32 {
    return (key * 0x9e3779b1) >> clz(this.capacity - 1);
  }

  /** The row of `key`, or null. */
  find(key: u32): Row | null {
    if (this.count == 0) return null;
    const mask = this.capacity - 1;
    let index = this.home(key);
    while (true) {
      const row = this.row(index);
      if (!row.used) return null;
      if (row.key == key) return row;
      index = (index + 1) & mask;
    }
  }

  /** The row of `key`; a new one has nothing but its key. */
  insert(key: u32): Row {
    if (this.count * 2 >= this.capacity) this.double();
    const mask = this.capacity - 1;
    let index = this.home(key);
    while (true) {
      const row = this.row(index);
      if (!row.used) {
        memory.fill(changetype<usize>(row), 0, this.rowBytes);
        row.key = key;
        row.used = 1;
        this.count++;
        return row;
      }
      if (row.key == key) return row;
      index = (index + 1) & mask;
    }
  }

  /** Removes a row that `find` or `insert` gave. */
  remove(row: Row): void {
    const mask = this.capacity - 1;
    let hole = <u32>(changetype<usize>(row) - this.rows) / this.rowBytes;
    for (let index = (hole + 1) & mask; this.row(index).used; index = (index + 1) & mask) {
      const distance = (index - this.home(this.row(index).key)) & mask;
      if (distance < ((index - hole) & mask)) continue;
      memory.copy(changetype<usize>(this.row(hole)), changetype<usize>(this.row(index)), this.rowBytes);
      hole = index;
    }
    this.row(hole).used = 0;
    this.count--;
  }

  private double(): void {
    const oldRows = this.rows;
    const oldCapacity = this.capacity;
    this.capacity = oldCapacity * 2;
    this.rows = allocate(this.capacity * this.rowBytes);
    this.count = 0;
    for (let index: u32 = 0; index < oldCapacity; index++) {
      const old = changetype<Row>(oldRows + index * this.rowBytes);
      if (!old.used) continue;
      memory.copy(changetype<usize>(this.insert(old.key)), changetype<usize>(old), this.rowBytes);
    }
    release(oldRows, oldCapacity * this.rowBytes);
  }
}

/** A table for rows of `rowBytes`, which begin as `Row` does. `capacity` is a power of two. */
export function createTable(rowBytes: u32, capacity: u32): Table {
  const table = changetype<Table>(allocate(<u32>offsetof<Table>()));
  table.rowBytes = rowBytes;
  table.capacity = capacity;
  table.rows = allocate(capacity * rowBytes);
  return table;
}
