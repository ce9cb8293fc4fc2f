import { FairleadError } from "@fairlead/routing-schema";

/** Names of the scorers: the folders of `scorers/`. */
export type ScorerName = "clients" | "utilization";

/** Names of the pickers: the folders of `pickers/`. */
export type PickerName = "adaptive" | "two-choices" | "minimum" | "random";

/** How a load table weighs and chooses; the fields of the pool's `picking` spec. */
export interface LoadTableOptions {
  /** How long a pick may still be on its way to its pod. Default 30,000. */
  readonly leaseMs?: number;
  /** A report older than this says nothing of the present. Default 15,000. */
  readonly reportMaxAgeMs?: number;
  /** What candidates are compared by. Default `clients`. */
  readonly scorer?: ScorerName;
  /** Which of the compared candidates is chosen. Default `adaptive`. */
  readonly picker?: PickerName;
  /** After this time an error weighs half. Default 10,000. */
  readonly errorHalfLifeMs?: number;
}

/** The options with their defaults filled in. */
export type LoadTableSettings = Required<LoadTableOptions>;

const DEFAULTS: LoadTableSettings = {
  leaseMs: 30_000,
  reportMaxAgeMs: 15_000,
  scorer: "clients",
  picker: "adaptive",
  errorHalfLifeMs: 10_000,
};

/** @throws {FairleadError} `configuration_invalid` for a time that is not a positive finite number. */
export function loadTableSettings(options: LoadTableOptions): LoadTableSettings {
  const settings = { ...DEFAULTS, ...options };
  for (const name of ["leaseMs", "reportMaxAgeMs", "errorHalfLifeMs"] as const) {
    const value = settings[name];
    if (!(Number.isFinite(value) && value > 0)) {
      throw new FairleadError(
        "configuration_invalid",
        `${name} is ${value}; give a positive number of milliseconds.`,
        {
          details: { name, value },
        },
      );
    }
  }
  return settings;
}
