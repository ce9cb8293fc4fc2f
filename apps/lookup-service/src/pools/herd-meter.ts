/** Measures how unevenly picks fall on the pods of a pool. */
export interface HerdMeter {
  count(podId: string, picks: number, nowMs: number): void;
  /**
   * Picks of the most picked pod over the fair share, `picks / openPods`; 1 is even, `openPods` is a
   * herd. `undefined` while there were fewer picks than open pods: too few to tell.
   */
  index(openPods: number, nowMs: number): number | undefined;
}

/** Creates a meter over the last half to whole of `windowMs`; default one minute. */
export function createHerdMeter(windowMs = 60_000): HerdMeter {
  const halfMs = windowMs / 2;
  let older = new Map<string, number>();
  let newer = new Map<string, number>();
  let newerFromMs = -Infinity;

  function turn(nowMs: number): void {
    if (nowMs - newerFromMs < halfMs) return;
    older = nowMs - newerFromMs < windowMs ? newer : new Map();
    newer = new Map();
    newerFromMs = nowMs;
  }

  return {
    count(podId, picks, nowMs) {
      turn(nowMs);
      newer.set(podId, (newer.get(podId) ?? 0) + picks);
    },
    index(openPods, nowMs) {
      turn(nowMs);
      let total = 0;
      let most = 0;
      for (const podId of new Set([...older.keys(), ...newer.keys()])) {
        const picks = (older.get(podId) ?? 0) + (newer.get(podId) ?? 0);
        total += picks;
        most = Math.max(most, picks);
      }
      return openPods > 0 && total >= openPods ? (most * openPods) / total : undefined;
    },
  };
}
