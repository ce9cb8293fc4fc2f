import { z } from "zod";
import { roomNameSchema } from "../rooms/room-name.ts";

/** The name a person goes by. */
const personNameSchema = z.string().trim().min(1, "a name has 1 to 40 characters").max(40);

const clientMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("join"), room: roomNameSchema, name: personNameSchema }),
  z.object({ type: z.literal("say"), text: z.string().trim().min(1, "say something").max(2000) }),
  z.object({ type: z.literal("leave") }),
]);

/** What a client may send over its WebSocket, as JSON. */
export type ClientMessage = z.output<typeof clientMessageSchema>;

/** Reads a client's message, or says what is wrong with it. */
export function parseClientMessage(data: string): { message: ClientMessage } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { fault: "a message is a JSON object" };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  return {
    fault: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
  };
}
