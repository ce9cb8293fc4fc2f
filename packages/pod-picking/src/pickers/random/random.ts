import { randomIndex } from "../../random-source.ts";
import { at } from "../../table/pod-columns.ts";
import type { Picker } from "../picker.ts";

/** Any candidate, each with the same chance. */
export const pickRandom: Picker = (slots, count, _scoreOf, random) => at(slots, randomIndex(random, count));
