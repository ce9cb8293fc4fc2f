import { stripVTControlCharacters } from "node:util";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

/**
 * Lays cells out in columns as wide as their widest cell, two spaces apart. Cells may hold colours.
 * Lines have no trailing spaces.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => visibleLength(row[index] ?? ""))));
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? "";
        const space = " ".repeat((widths[index] ?? 0) - visibleLength(cell));
        return align === "left" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}
