import type { OutputFormat } from "../commands/common-options.ts";
import { createScreen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { createJsonOutput } from "./json-output.ts";
import type { Output } from "./output.ts";
import { createTextOutput } from "./text-output.ts";

/** What output is written to: standard output, or a stand-in. */
export interface OutputStreamLike {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  hasColors?(): boolean;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** Whether the stream is a terminal on which lines can be redrawn. */
export const isLive = (stream: OutputStreamLike, terminalName: string | undefined): boolean =>
  stream.isTTY === true && terminalName !== "dumb";

/** Makes the output that a command's options and the stream ask for. */
export function createOutput(
  stream: OutputStreamLike,
  options: {
    readonly format: OutputFormat;
    readonly quiet: boolean;
    readonly terminalName: string | undefined;
  },
): Output {
  if (options.format === "json") return createJsonOutput(stream);
  const live = isLive(stream, options.terminalName);
  const terminal = {
    write: (text: string) => stream.write(text),
    get columns() {
      return stream.columns ?? DEFAULT_COLUMNS;
    },
    get rows() {
      return stream.rows ?? DEFAULT_ROWS;
    },
  };
  return createTextOutput({
    print: (line) => void stream.write(`${line}\n`),
    style: createStyle(live && stream.hasColors?.() === true),
    quiet: options.quiet,
    screen: live ? createScreen(terminal) : undefined,
    now: () => performance.now(),
  });
}
