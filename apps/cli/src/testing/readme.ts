import { readFileSync } from "node:fs";

/** The part of the README between two marks. */
export function readmePart(name: string): string {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start === -1 || end === -1) throw new Error(`The README has no part ${open.trim()}`);
  return text.slice(start + open.length, end).trim();
}
