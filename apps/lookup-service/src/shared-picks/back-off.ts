const SHORTEST_MS = 250;
const LONGEST_MS = 10_000;

/** The pause before the next attempt after so many failures in a row, at least 1: doubling, and spread by half. */
export const backOffMs = (failures: number, random: number): number =>
  Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (failures - 1)) * (0.5 + random / 2);
