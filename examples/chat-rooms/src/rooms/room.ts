import type { ChatMessage, RoomEvent } from "./room-event.ts";

/** Messages kept for those who join later. */
export const HISTORY_LENGTH = 200;

/** Receives what happens in a room. */
type Listener = (event: RoomEvent) => void;

/** A place in a room: a member, who may talk. */
export interface Member {
  /** As given, or with a number behind it where the name was taken. */
  readonly name: string;
  say(text: string): void;
  leave(): void;
}

/** One chat room, in the memory of this process. */
export interface Room {
  readonly name: string;
  readonly history: readonly ChatMessage[];
  readonly members: readonly string[];
  /** Nobody is in it or reads it. */
  readonly empty: boolean;
  /** Enters as a member; the listener hears everything after its own entry. */
  join(name: string, listener: Listener): Member;
  /** Reads along without being a member. Returns a function that stops. */
  read(listener: Listener): () => void;
}

/** Creates an empty room. `now` gives the time of a message, in milliseconds since the epoch. */
export function createRoom(roomName: string, now: () => number): Room {
  const history: ChatMessage[] = [];
  const members = new Set<string>();
  const listeners = new Set<Listener>();
  let lastId = 0;

  const publish = (event: RoomEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const freeName = (wanted: string): string => {
    let name = wanted;
    for (let number = 2; members.has(name); number += 1) name = `${wanted} ${number}`;
    return name;
  };

  return {
    name: roomName,
    history,
    get members() {
      return [...members];
    },
    get empty() {
      return listeners.size === 0;
    },
    join(wanted, listener) {
      const name = freeName(wanted);
      // One entry per member, also where a listener is used for several.
      const ownListener: Listener = (event) => listener(event);
      members.add(name);
      publish({ type: "joined", room: roomName, name, members: [...members] });
      listeners.add(ownListener);
      return {
        name,
        say(text) {
          lastId += 1;
          const at = new Date(now()).toISOString();
          const message: ChatMessage = { type: "message", id: lastId, room: roomName, name, text, at };
          history.push(message);
          if (history.length > HISTORY_LENGTH) history.shift();
          publish(message);
        },
        leave() {
          if (!listeners.delete(ownListener)) return;
          members.delete(name);
          publish({ type: "left", room: roomName, name, members: [...members] });
        },
      };
    },
    read(listener) {
      const ownListener: Listener = (event) => listener(event);
      listeners.add(ownListener);
      return () => {
        listeners.delete(ownListener);
      };
    },
  };
}
