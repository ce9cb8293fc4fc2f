import { randomIndex, type RandomSource } from "../random-source.ts";
import { at } from "./pod-columns.ts";
import { POD_STATUSES } from "./pod-status.ts";

const NONE = 255;

/** The slots of each status as a dense array, so that drawing one costs the same in every pool. */
export interface StatusLists {
  /** Slots of a status are the first `count(status)` of this array, in no order. */
  slots(status: number): Int32Array;
  count(status: number): number;
  /** The status of a slot; `-1` for none. */
  statusOf(slot: number): number;
  /** Moves a slot to a status. */
  move(slot: number, status: number): void;
  /** Takes a slot out of its list. */
  remove(slot: number): void;
  /** Moves `count` slots of a status, drawn at random, to the front of its array. */
  shuffleFront(status: number, count: number, random: RandomSource): void;
  grow(length: number): void;
}

/** Lists for `length` slots, all empty. */
export function createStatusLists(length: number): StatusLists {
  const lists = POD_STATUSES.map(() => new Int32Array(length));
  const counts = new Int32Array(POD_STATUSES.length);
  let statuses = new Uint8Array(length).fill(NONE);
  let positions = new Int32Array(length);

  const listOf = (status: number): Int32Array => lists[status] as Int32Array;

  function put(status: number, position: number, slot: number): void {
    listOf(status)[position] = slot;
    positions[slot] = position;
  }

  function remove(slot: number): void {
    const status = at(statuses, slot);
    if (status === NONE) return;
    const lastPosition = at(counts, status) - 1;
    put(status, at(positions, slot), at(listOf(status), lastPosition));
    counts[status] = lastPosition;
    statuses[slot] = NONE;
  }

  return {
    slots: listOf,
    count: (status) => at(counts, status),
    statusOf: (slot) => (at(statuses, slot) === NONE ? -1 : at(statuses, slot)),
    move(slot, status) {
      if (at(statuses, slot) === status) return;
      remove(slot);
      put(status, at(counts, status), slot);
      counts[status] = at(counts, status) + 1;
      statuses[slot] = status;
    },
    remove,
    shuffleFront(status, count, random) {
      const list = listOf(status);
      const all = at(counts, status);
      for (let position = 0; position < Math.min(count, all); position += 1) {
        const drawn = position + randomIndex(random, all - position);
        const slot = at(list, position);
        put(status, position, at(list, drawn));
        put(status, drawn, slot);
      }
    },
    grow(longer) {
      const enlarge = (column: Int32Array): Int32Array<ArrayBuffer> => {
        const larger = new Int32Array(longer);
        larger.set(column);
        return larger;
      };
      for (const [status, list] of lists.entries()) lists[status] = enlarge(list);
      positions = enlarge(positions);
      const largerStatuses = new Uint8Array(longer).fill(NONE);
      largerStatuses.set(statuses);
      statuses = largerStatuses;
    },
  };
}
