/** Takes up what summing fractions of picks loses, so that a whole place stays a whole place. */
const ROUNDING = 1e-6;

/** Whole clients that the pod still takes: `Infinity` where it has no limit, never negative. */
export function roomOf(load: number, capacity: number): number {
  const room = Math.floor(capacity - load + ROUNDING);
  return room > 0 ? room : 0;
}

/** Keeps out a pod that has no place for one more whole client. */
export const hasNoRoom = (load: number, capacity: number): boolean => roomOf(load, capacity) < 1;

/** The highest load at which a pod of this capacity has room. */
export const loadLeavingRoom = (capacity: number): number => capacity - 1 + ROUNDING;
