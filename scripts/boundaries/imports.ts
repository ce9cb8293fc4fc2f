const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g;
const STATIC = /^\s*(?:import|export)\b(?:[^"'`;]*?\bfrom\b)?\s*["']([^"'\n]+)["']/gm;
const DYNAMIC = /\bimport(?:\.meta\.resolve)?\s*\(\s*["'`]([^"'`\n]+)["'`]/g;

/** The text of a module without its comments. */
export const withoutComments = (source: string): string => source.replaceAll(COMMENT, "");

/** The specifiers that a module imports or re-exports, each once. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  const matches = [...code.matchAll(STATIC), ...code.matchAll(DYNAMIC)];
  return [...new Set(matches.flatMap(([, specifier]) => (specifier === undefined ? [] : [specifier])))];
}
