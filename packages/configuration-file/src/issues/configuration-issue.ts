import type { ConfigurationOrigin, ConfigurationPath } from "../layers/layer.ts";

/** One fault of a configuration. */
export interface ConfigurationIssue {
  /** Where the value comes from; of a missing one, where it is best added. */
  readonly origin: ConfigurationOrigin;
  /** The file, where the value stands in one or is best added to one. */
  readonly file?: string;
  /** Counts from 1. */
  readonly line?: number;
  /** Counts from 1. */
  readonly column?: number;
  /** Keys and indexes from the root. */
  readonly path: ConfigurationPath;
  /** The value found; `undefined` where it is missing or withheld. */
  readonly value: unknown;
  /** There is a value, and it is not shown, as it may be a secret. */
  readonly isWithheld?: boolean;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly mend: string;
}
