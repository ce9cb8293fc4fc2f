/** Number of single-character edits between two texts (Levenshtein distance). */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

const simplify = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The known name that a misspelled one most likely means; `undefined` when none is near. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const written = simplify(name).slice(0, 64);
  const [best] = known
    .map((candidate) => ({ candidate, edits: distance(written, simplify(candidate)) }))
    .sort((left, right) => left.edits - right.edits);
  return best !== undefined && best.edits <= Math.max(2, Math.floor(written.length / 4))
    ? best.candidate
    : undefined;
}
