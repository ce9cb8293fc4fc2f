/** How long a load lasts before the next one. */
export const STEP_MS = 20_000;

/** Times the sessions that are always there: it doubles, doubles again, halves and halves again. */
const FACTORS = [1, 2, 4, 2, 1, 2, 1] as const;

/** How many sessions there are to be, so long after the start. Never fewer than `sessions`. */
export function sessionsAt(elapsedMs: number, sessions: number): number {
  return sessions * (FACTORS[Math.floor(elapsedMs / STEP_MS) % FACTORS.length] ?? 1);
}
