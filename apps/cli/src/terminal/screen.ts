import { clip } from "./clip.ts";

/** The terminal that a screen draws on. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns: number;
  readonly rows: number;
}

/** A terminal with lines that scroll by and, below them, a part that is redrawn in place. */
export interface Screen {
  /** Adds a line above the redrawn part. */
  print(line: string): void;
  /** Replaces the redrawn part. */
  draw(lines: readonly string[]): void;
  /** Leaves the redrawn part where it stands and shows the cursor again. */
  close(): void;
}

const ESCAPE = "\u001B[";
const HIDE_CURSOR = `${ESCAPE}?25l`;
const SHOW_CURSOR = `${ESCAPE}?25h`;
const CLEAR_BELOW = `${ESCAPE}0J`;

/** Draws with the cursor movements of ECMA-48, in one write per change, so that nothing flickers. */
export function createScreen(terminal: Terminal): Screen {
  let drawn: readonly string[] = [];
  let cursorHidden = false;
  const toTop = (): string => (drawn.length === 0 ? "\r" : `\r${ESCAPE}${drawn.length}A`);
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  return {
    print: (line) => void terminal.write(`${toTop()}${CLEAR_BELOW}${line}\n${text(drawn)}`),
    draw(lines) {
      const fitting = lines
        .slice(0, Math.max(1, terminal.rows - 1))
        .map((line) => clip(line, terminal.columns));
      const hide = cursorHidden ? "" : HIDE_CURSOR;
      cursorHidden = true;
      terminal.write(`${hide}${toTop()}${CLEAR_BELOW}${text(fitting)}`);
      drawn = fitting;
    },
    close() {
      drawn = [];
      if (cursorHidden) terminal.write(SHOW_CURSOR);
      cursorHidden = false;
    },
  };
}
