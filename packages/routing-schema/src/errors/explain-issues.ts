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

type Issue = z.core.$ZodIssue;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const asPath = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((key) => (typeof key === "symbol" ? String(key) : key));

/** How far into the value an issue lies; an unknown key lies in it. */
const reach = ({ code, path }: Issue): number => path.length + (code === "unrecognized_keys" ? 1 : 0);

/** The branch of a union that fits best: the one whose deepest complaint lies deepest, then the shortest. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (branch: readonly Issue[]): number => Math.max(0, ...branch.map(reach));
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

/** A key that is missing was not "received"; the other words of the message still hold. */
const withoutReceived = (message: string): string =>
  message
    .replace(/^Invalid input: /, "")
    .replace(/, received undefined$/, "")
    .replace("expected nonoptional", "a value is required");

function describe(issue: Issue, value: unknown): string {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return [...new Set(issue.errors.flat().map(({ message }) => message))].join(", or ");
  }
  const expectsValue =
    issue.code === "invalid_type" || issue.code === "invalid_union" || issue.code === "invalid_value";
  return value === undefined && expectsValue ? `missing; ${withoutReceived(issue.message)}` : issue.message;
}

/**
 * Lists every fault of an input that a schema refused: unknown keys one by one, missing keys as
 * such, and of a union the complaints of the branch that fits best, or of all where none fits.
 */
export function explainIssues(error: z.ZodError, input: unknown): InputIssue[] {
  const explain = (issue: Issue, base: readonly PropertyKey[]): InputIssue[] => {
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
      if (branch.some((nested) => reach(nested) > 0))
        return branch.flatMap((nested) => explain(nested, path));
    }
    const value = valueAt(input, path);
    return [{ path: asPath(path), value, message: describe(issue, value) }];
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
