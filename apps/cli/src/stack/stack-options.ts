import type { StackConfiguration } from "./stack-configuration.ts";

/** What runs on this host: some pods, behind a gateway with the filter, with a lookup service. */
export interface StackOptions {
  /** Of the pool (`default/<name>`) and of the Jobs (`<name>-1` …). */
  readonly name: string;
  readonly pods: number;
  /** Path of the server's executable, and its arguments. */
  readonly executable: string;
  readonly parameters: readonly string[];
  readonly workingDirectory?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Port of the gateway; 0 for a free one. */
  readonly port: number;
  readonly routing: "routes" | "override_host";
  readonly configuration: StackConfiguration;
  readonly readyPath?: string | undefined;
  readonly readyTimeoutMs: number;
  readonly stopGraceMs: number;
  /** A pod that is never ready is tried again rather than an error. */
  readonly keepGoing: boolean;
}
