import type { WebSocket } from "ws";
import type { Member } from "../rooms/room.ts";
import type { RoomEvent } from "../rooms/room-event.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { type ClientMessage, parseClientMessage } from "./client-message.ts";

/** A client that has this much unread is cut off, so that it cannot fill the memory. */
const UNREAD_MAX_BYTES = 1_048_576;

/** What a session needs to know. */
export interface ChatSessionOptions {
  readonly rooms: Rooms;
  readonly podId: string;
  /** The pod that the request named with `?podId=`, if it named one. */
  readonly askedPodId: string | null;
}

/** Serves one WebSocket: greets it, takes it into rooms, passes on what is said there. */
export function startChatSession(socket: WebSocket, { rooms, podId, askedPodId }: ChatSessionOptions): void {
  let member: Member | undefined;

  const send = (message: object): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > UNREAD_MAX_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  };
  const leave = (): void => {
    member?.leave();
    member = undefined;
  };

  const handle = (message: ClientMessage): void => {
    if (message.type === "join") {
      leave();
      const room = rooms.open(message.room);
      member = room.join(message.name, (event: RoomEvent) => send(event));
      send({
        type: "welcome",
        podId,
        room: room.name,
        name: member.name,
        members: room.members,
        history: room.history,
      });
    } else if (message.type === "leave") {
      leave();
    } else if (member) {
      member.say(message.text);
    } else {
      send({ type: "error", message: "join a room first" });
    }
  };

  send({ type: "hello", podId, askedPodId, rooms: rooms.list().map((room) => room.name) });
  socket.on("message", (data, isBinary) => {
    if (isBinary || !Buffer.isBuffer(data)) {
      send({ type: "error", message: "a message is a JSON object" });
      return;
    }
    const parsed = parseClientMessage(data.toString("utf8"));
    if ("message" in parsed) handle(parsed.message);
    else send({ type: "error", message: parsed.fault });
  });
  socket.on("close", leave);
  // What follows an error is a close.
  socket.on("error", () => {});
}
