import type { PoolSettings } from "../options/pool-settings.ts";
import type { StackConfiguration } from "./stack-configuration.ts";

/** What runs on this host: a pool of pods behind a gateway with the filter, a lookup service and a scaler. */
export interface StackOptions {
  readonly pool: PoolSettings;
  /** Path of the server's executable, and its arguments. */
  readonly executable: string;
  readonly parameters: readonly string[];
  readonly workingDirectory?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Port of the gateway; 0 for a free one. */
  readonly port: number;
  readonly configuration: StackConfiguration;
  readonly readyPath?: string | undefined;
  readonly readyTimeoutMs: number;
  readonly stopGraceMs: number;
  /** A pod that is never ready is tried again rather than an error. */
  readonly keepGoing: boolean;
}
