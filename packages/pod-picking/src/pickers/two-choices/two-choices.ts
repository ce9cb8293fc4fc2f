import { randomIndex } from "../../random-source.ts";
import { at } from "../../table/pod-columns.ts";
import type { Picker } from "../picker.ts";

/** The lower score of two different candidates drawn at random. */
export const pickTwoChoices: Picker = (slots, count, scoreOf, random) => {
  if (count === 1) return at(slots, 0);
  const firstIndex = randomIndex(random, count);
  const drawn = randomIndex(random, count - 1);
  const first = at(slots, firstIndex);
  const second = at(slots, drawn < firstIndex ? drawn : drawn + 1);
  return scoreOf(second) < scoreOf(first) ? second : first;
};
