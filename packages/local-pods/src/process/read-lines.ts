import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** A longer line is given out in pieces, so that a process cannot fill our memory with one. */
export const MAX_LINE_LENGTH = 8_192;

/** Gives out a stream line by line, without line ends; the last one also when no line end follows. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    while (rest.length > MAX_LINE_LENGTH) {
      onLine(rest.slice(0, MAX_LINE_LENGTH));
      rest = rest.slice(MAX_LINE_LENGTH);
    }
  };
  stream.on("data", (chunk: Buffer) => take(decoder.write(chunk)));
  // A stream that breaks has given all it has; the end of its process is told elsewhere.
  stream.on("error", () => {});
  stream.once("close", () => {
    take(decoder.end());
    if (rest !== "") onLine(rest);
  });
}
