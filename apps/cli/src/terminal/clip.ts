import { stripVTControlCharacters } from "node:util";

/**
 * Cuts a line to the width of a terminal, so that it never wraps and the redrawing of the lines
 * above stays right. A line that is cut loses its colours.
 */
export function clip(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, Math.max(0, width - 1))}…`;
}
