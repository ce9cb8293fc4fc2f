import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Planner } from "../planner.ts";
import type { Mutant } from "./mutant.ts";

const SOURCE = path.resolve(import.meta.dirname, "../../src");
const FOLDERS = ["lifecycle", "plan", "victims"];

/** The mutated text of a file. */
function mutate(text: string, { name, edits }: Mutant, file: string): string {
  // The formatter breaks lines where it likes; a rule is the same rule on one line or on three.
  let mutated = text;
  for (const edit of edits.filter((candidate) => candidate.file === file)) {
    const words = edit.find
      .split(/\s+/)
      .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    const pattern = new RegExp(words.join(String.raw`\s+`), "g");
    const { length } = [...mutated.matchAll(pattern)];
    if (length !== 1) throw new Error(`"${name}": ${file} has ${length} times: ${edit.find}`);
    mutated = mutated.replace(pattern, () => edit.replace);
  }
  return mutated;
}

/** Runs `use` with the planner as the mutant makes it: a copy of the sources in a temporary folder. */
export async function withMutant<Result>(mutant: Mutant, use: (planner: Planner) => Result): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "fairlead-mutant-"));
  try {
    mkdirSync(path.join(folder, "src"));
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
    for (const name of FOLDERS) {
      cpSync(path.join(SOURCE, name), path.join(folder, "src", name), { recursive: true });
    }
    for (const file of new Set(mutant.edits.map((edit) => edit.file))) {
      const text = readFileSync(path.join(SOURCE, file), "utf8");
      writeFileSync(path.join(folder, "src", file), mutate(text, mutant, file));
    }
    const url = pathToFileURL(path.join(folder, "src/plan/plan.ts")).href;
    const { plan } = (await import(/* @vite-ignore */ url)) as { plan: Planner };
    return use(plan);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
