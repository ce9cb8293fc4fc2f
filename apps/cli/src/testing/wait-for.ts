import { setTimeout as sleep } from "node:timers/promises";

/** Looks until something is there; the test's own limit ends a wait that is in vain. */
export async function waitFor<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(10);
  }
}
