import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Catch } from "../mutants/hunt.ts";
import type { ProofFigures } from "./figures.ts";

const FILE = new URL("../figures.json", import.meta.url);

/** The catches of the last proof that was recorded; none where there is none. */
export const recordedCatches = (): readonly Catch[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as ProofFigures).catches : [];

/** Records a proof. */
export const recordFigures = (figures: ProofFigures): void =>
  writeFileSync(FILE, `${JSON.stringify(figures, undefined, 2)}\n`);
