const DIRECTIVE = /(?:oxlint|eslint)-disable(?:-next-line|-line)?\b([^\n]*)/g;

/** Directives that switch a lint rule off without naming the rule, or without a reason after ` -- `. */
export function suppressionProblems(path: string, text: string): string[] {
  return [...text.matchAll(DIRECTIVE)].flatMap(({ 0: directive, 1: rest = "", index }) => {
    const place = `${path}:${text.slice(0, index).split("\n").length}`;
    const [rule = "", reason = ""] = rest.replace(/\*\/.*$/, "").split(/\s--\s/);
    if (rule.trim() === "") return [`${place} switches every rule off: ${directive.trim()}. Name the rule.`];
    if (reason.trim() === "") return [`${place} gives no reason. Write it after the rule: -- <reason>.`];
    return [];
  });
}
