import type { PickerOutcome, PickerRequest } from "@fairlead/pool-scaling";

/** Asks a user's program which pods are to go. */
export interface VictimPicker {
  /** Never rejects: a picker that fails is an outcome. */
  ask(request: PickerRequest): Promise<PickerOutcome>;
}
