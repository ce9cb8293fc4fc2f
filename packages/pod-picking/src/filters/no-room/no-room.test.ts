import { expect, test } from "vitest";
import { hasNoRoom, loadLeavingRoom, roomOf } from "./no-room.ts";

test.each([
  { load: 0, capacity: 10, room: 10 },
  { load: 9, capacity: 10, room: 1 },
  { load: 9.5, capacity: 10, room: 0 },
  { load: 10, capacity: 10, room: 0 },
  { load: 12, capacity: 10, room: 0 },
  { load: 0.1 + 0.2 + 0.7, capacity: 2, room: 1 },
  { load: 0, capacity: 0.5, room: 0 },
  { load: 1e9, capacity: Infinity, room: Infinity },
])("a pod with $load of $capacity has room for $room", ({ load, capacity, room }) => {
  expect(roomOf(load, capacity)).toBe(room);
  expect(hasNoRoom(load, capacity)).toBe(room === 0);
});

test("the load that leaves room is the one from which the pod is full", () => {
  expect(hasNoRoom(loadLeavingRoom(10) - 1e-9, 10)).toBe(false);
  expect(hasNoRoom(loadLeavingRoom(10) + 1e-9, 10)).toBe(true);
});
