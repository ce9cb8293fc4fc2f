import type { PickerName } from "../load-table-options.ts";
import { pickAdaptive } from "./adaptive/adaptive.ts";
import { pickMinimum } from "./minimum/minimum.ts";
import type { Picker } from "./picker.ts";
import { pickRandom } from "./random/random.ts";
import { pickTwoChoices } from "./two-choices/two-choices.ts";

const PICKERS: Record<PickerName, Picker> = {
  adaptive: pickAdaptive,
  "two-choices": pickTwoChoices,
  minimum: pickMinimum,
  random: pickRandom,
};

/** The picker of a pool's `picking.picker`. */
export const pickerNamed = (name: PickerName): Picker => PICKERS[name];
