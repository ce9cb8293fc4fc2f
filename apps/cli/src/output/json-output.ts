import type { Output, Writer } from "./output.ts";

/** Writes each event as one line of JSON, with the time as its first field. */
export const createJsonOutput = (writer: Writer, now: () => Date = () => new Date()): Output => ({
  tell: (event) => void writer.write(`${JSON.stringify({ time: now().toISOString(), ...event })}\n`),
  close: () => {},
});
