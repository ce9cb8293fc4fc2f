import { PICK_COMPARE_ALL_MAX } from "@fairlead/routing-schema";
import { pickMinimum } from "../minimum/minimum.ts";
import type { Picker } from "../picker.ts";
import { pickTwoChoices } from "../two-choices/two-choices.ts";

/** The lowest score of all while there are few candidates, of two drawn at random above. */
export const pickAdaptive: Picker = (slots, count, scoreOf, random) =>
  count <= PICK_COMPARE_ALL_MAX
    ? pickMinimum(slots, count, scoreOf, random)
    : pickTwoChoices(slots, count, scoreOf, random);
