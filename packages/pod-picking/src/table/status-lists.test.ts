import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeededRandom } from "../seeded-random.ts";
import { POD_STATUSES } from "./pod-status.ts";
import { createStatusLists } from "./status-lists.ts";

test("a slot is in the list of its status and in no other, whatever happens", () => {
  const step = fc.record({ slot: fc.nat(9), status: fc.integer({ min: -1, max: POD_STATUSES.length - 1 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const lists = createStatusLists(5);
      lists.grow(10);
      const expected = new Map<number, number>();
      for (const [index, { slot, status }] of steps.entries()) {
        if (status < 0) {
          lists.remove(slot);
          expected.delete(slot);
        } else {
          lists.move(slot, status);
          expected.set(slot, status);
          lists.shuffleFront(status, 3, createSeededRandom(index));
        }
      }
      for (const status of POD_STATUSES.keys()) {
        const slots = lists.slots(status).subarray(0, lists.count(status));
        const held = [...expected].filter(([, heldStatus]) => heldStatus === status).map(([slot]) => slot);
        expect(slots).toHaveLength(held.length);
        expect(new Set(slots)).toEqual(new Set(held));
      }
      for (let slot = 0; slot < 10; slot += 1) expect(lists.statusOf(slot)).toBe(expected.get(slot) ?? -1);
    }),
  );
});
