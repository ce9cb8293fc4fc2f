import { randomIndex } from "../../random-source.ts";
import { at } from "../../table/pod-columns.ts";
import type { Picker } from "../picker.ts";

/** The lowest score of all candidates; among equals each has the same chance. */
export const pickMinimum: Picker = (slots, count, scoreOf, random) => {
  let best = at(slots, 0);
  let bestScore = scoreOf(best);
  let equals = 1;
  for (let index = 1; index < count; index += 1) {
    const slot = at(slots, index);
    const score = scoreOf(slot);
    if (score < bestScore) {
      best = slot;
      bestScore = score;
      equals = 1;
    } else if (score === bestScore) {
      equals += 1;
      if (randomIndex(random, equals) === 0) best = slot;
    }
  }
  return best;
};
