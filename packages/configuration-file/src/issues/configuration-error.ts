import { FairleadError } from "@fairlead/routing-schema";
import type { ConfigurationIssue } from "./configuration-issue.ts";
import { formatIssues } from "./format-issues.ts";

/** A configuration that does not fit its schema. `message` is the readable list of all faults. */
export class ConfigurationError extends FairleadError {
  /** Every fault, in the order of the schema. */
  readonly issues: readonly ConfigurationIssue[];

  constructor(issues: readonly ConfigurationIssue[]) {
    super("configuration_invalid", formatIssues(issues), { details: { issues } });
    this.issues = issues;
  }
}
