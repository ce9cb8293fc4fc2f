import type { z } from "zod";

/** One fault of an input, ready to be shown to the person who wrote it. */
export interface InputIssue {
  /** Where, as keys and indexes from the root. */
  readonly path: readonly (string | number)[];
  /** The value found there; `undefined` where a key is missing. */
  readonly value: unknown;
  /** What is wrong and what is accepted. */
  readonly message: string;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const asPath = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((key) => (typeof key === "symbol" ? String(key) : key));

/** The branch of a union that fits best: the one whose first complaint lies deepest, then the shortest. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const depth = (branch: readonly z.core.$ZodIssue[]): number =>
    Math.max(0, ...branch.map((issue) => issue.path.length));
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

/**
 * Lists every fault of an input that a schema refused: unknown keys one by one, missing keys as
 * such, and of a union the complaints of the branch that fits best.
 */
export function explainIssues(error: z.ZodError, input: unknown): InputIssue[] {
  const explain = (issue: z.core.$ZodIssue, base: readonly PropertyKey[]): InputIssue[] => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: asPath([...path, key]),
        value: valueAt(input, [...path, key]),
        message: "unknown key; remove it or correct its spelling",
      }));
    }
    if (issue.code === "invalid_union") {
      const branch = closestBranch(issue.errors);
      if (branch.some((nested) => nested.path.length > 0)) return branch.flatMap((nested) => explain(nested, path));
    }
    const value = valueAt(input, path);
    const message = value === undefined && issue.code === "invalid_type" ? `missing; ${issue.message}` : issue.message;
    return [{ path: asPath(path), value, message }];
  };
  return error.issues.flatMap((issue) => explain(issue, []));
}

/** `spec.scaling.metrics[0].name`; the root is `(root)`. */
export function formatPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return "(root)";
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join("");
}
