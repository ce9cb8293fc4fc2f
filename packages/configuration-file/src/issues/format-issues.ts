import { formatPath } from "@fairlead/routing-schema";
import type { ConfigurationIssue } from "./configuration-issue.ts";

const LONGEST_VALUE = 80;

function formatValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function formatFound({ isWithheld, value }: ConfigurationIssue): string {
  if (isWithheld === true) return "";
  return value === undefined ? " is missing" : ` = ${formatValue(value)}`;
}

function formatPlace({ origin, file, line, column }: ConfigurationIssue): string {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  switch (origin.kind) {
    case "environment":
      return `environment variable ${origin.variable}`;
    case "flag":
      return `flag ${origin.flag}`;
    case "file":
      return origin.file;
    case "default":
      return "configuration";
  }
}

/** Writes faults as a text of three lines each: place, path and value; what is wrong; the mend. */
export function formatIssues(issues: readonly ConfigurationIssue[]): string {
  const count = issues.length === 1 ? "1 fault" : `${issues.length} faults`;
  const blocks = issues.map((issue) => {
    return `${formatPlace(issue)}  ${formatPath(issue.path)}${formatFound(issue)}\n  ${issue.message}\n  Mend: ${issue.mend}`;
  });
  return `The configuration has ${count}.\n\n${blocks.join("\n\n")}`;
}
