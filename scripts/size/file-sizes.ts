/** Lines of a source file, without the last line end. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What the sizes of source files come to. */
export interface SizeReport {
  /** Median lines of the files that are not tests. */
  readonly median: number;
  readonly problems: readonly string[];
}

/** No source file, test or not, has more lines. */
export const MAX_LINES = 450;
/** Half of the files that are not tests have fewer lines. */
export const MEDIAN_BELOW = 100;

const countLines = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
const isTest = (file: string): boolean => /\.(test|test-d|as\.test)\.ts$/.test(file);

/** Holds source files against the limits. */
export function reportSizes(files: readonly SourceFile[]): SizeReport {
  const sized = files.map(({ path, text }) => ({ path, lines: countLines(text) }));
  const lines = sized.flatMap((file) => (isTest(file.path) ? [] : [file.lines])).sort((a, b) => a - b);
  const middle = lines.length / 2;
  const median = ((lines[Math.ceil(middle) - 1] ?? 0) + (lines[Math.floor(middle)] ?? 0)) / 2;
  const problems = sized
    .filter((file) => file.lines > MAX_LINES)
    .map((file) => `${file.path} has ${file.lines} lines, more than ${MAX_LINES}. Split it by concept.`);
  if (median >= MEDIAN_BELOW)
    problems.push(`The median source file has ${median} lines, not under ${MEDIAN_BELOW}.`);
  return { median, problems };
}
