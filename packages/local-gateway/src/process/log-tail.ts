import { createInterface } from "node:readline";

/** The last lines that a process wrote. */
export interface LogTail {
  /** Oldest first; those after a mark only, where one is given. */
  lines(sinceMark?: number): readonly string[];
  /** Marks the present end, for {@link LogTail.lines}. */
  mark(): number;
  /** Settles when the stream has ended. */
  readonly ended: Promise<void>;
}

const MAX_LINES = 500;
const MAX_LINE_LENGTH = 4_096;

/** Reads a stream to its end and keeps its last 500 lines. */
export function createLogTail(stream: NodeJS.ReadableStream): LogTail {
  const kept: string[] = [];
  let dropped = 0;
  const reader = createInterface({ input: stream, crlfDelay: Infinity });
  reader.on("line", (line) => {
    kept.push(line.slice(0, MAX_LINE_LENGTH));
    if (kept.length <= MAX_LINES) return;
    kept.shift();
    dropped += 1;
  });
  return {
    lines: (sinceMark = 0) => kept.slice(Math.max(0, sinceMark - dropped)),
    mark: () => dropped + kept.length,
    ended: new Promise((resolve) => reader.once("close", resolve)),
  };
}
