import { expect, test } from "vitest";
import { createRoom, HISTORY_LENGTH } from "./room.ts";
import { createRooms, ROOMS_MAX } from "./rooms.ts";

const now = () => 0;

test("a room remembers its last messages, numbered on", () => {
  const room = createRoom("deck", now);
  const ada = room.join("Ada", () => {});
  for (let number = 1; number <= HISTORY_LENGTH + 5; number += 1) ada.say(`message ${number}`);
  expect(room.history.length).toBe(HISTORY_LENGTH);
  expect(room.history[0]).toMatchObject({ id: 6, text: "message 6", at: "1970-01-01T00:00:00.000Z" });
  expect(room.history.at(-1)?.id).toBe(HISTORY_LENGTH + 5);
});

test("leaving twice is leaving once", () => {
  const room = createRoom("deck", now);
  const told: string[] = [];
  room.read((event) => told.push(event.type));
  const ada = room.join("Ada", () => {});
  ada.leave();
  ada.leave();
  expect(told).toEqual(["joined", "left"]);
  expect(room.members).toEqual([]);
});

test("a room is empty when nobody is in it or reads it", () => {
  const room = createRoom("deck", now);
  expect(room.empty).toBe(true);
  const stopReading = room.read(() => {});
  const ada = room.join("Ada", () => {});
  ada.leave();
  expect(room.empty).toBe(false);
  stopReading();
  expect(room.empty).toBe(true);
});

test("the oldest empty rooms are forgotten, those in use never", () => {
  const rooms = createRooms(["lobby", "deck"], now);
  rooms.open("deck").join("Ada", () => {});
  for (let number = 0; number < ROOMS_MAX; number += 1) rooms.open(`room-${number}`);
  expect(rooms.list().length).toBe(ROOMS_MAX);
  expect(rooms.find("lobby")).toBeUndefined();
  expect(rooms.find("deck")?.members).toEqual(["Ada"]);
  expect(rooms.find("room-0")).toBeUndefined();
  expect(rooms.find(`room-${ROOMS_MAX - 1}`)).toBeDefined();
});
