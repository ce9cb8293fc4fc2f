import { createRoom, type Room } from "./room.ts";

/** Rooms kept at most; past it, those that nobody is in are forgotten, the oldest first. */
export const ROOMS_MAX = 1000;

/** The rooms of this process. */
export interface Rooms {
  /** The room of that name, made where there is none. */
  open(name: string): Room;
  find(name: string): Room | undefined;
  list(): Room[];
}

/** Creates a place for rooms, with some to begin with. */
export function createRooms(names: readonly string[], now: () => number): Rooms {
  const rooms = new Map<string, Room>();

  const forgetEmpty = (): void => {
    for (const [name, room] of rooms) {
      if (rooms.size < ROOMS_MAX) return;
      if (room.empty) rooms.delete(name);
    }
  };
  const open = (name: string): Room => {
    const known = rooms.get(name);
    if (known) return known;
    forgetEmpty();
    const room = createRoom(name, now);
    rooms.set(name, room);
    return room;
  };

  for (const name of names) open(name);
  return { open, find: (name) => rooms.get(name), list: () => [...rooms.values()] };
}
