/** One line of talk. */
export interface ChatMessage {
  readonly type: "message";
  /** Grows by one with each message of a room. */
  readonly id: number;
  readonly room: string;
  readonly name: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Somebody came or went; `members` is who is there now. */
interface Presence {
  readonly type: "joined" | "left";
  readonly room: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** What the members and readers of a room are told. */
export type RoomEvent = ChatMessage | Presence;
