import { setTimeout as sleep } from "node:timers/promises";
import type { CommandContext } from "../commands/command-context.ts";

/** Looks again and again until the user stops it; who does not answer is waited for. */
export async function lookAgain(
  look: () => Promise<void>,
  who: string,
  { output, request, statusIntervalMs }: CommandContext,
): Promise<void> {
  let isAway = false;
  while (!request.stop.aborted) {
    await sleep(statusIntervalMs, undefined, { signal: request.stop }).catch(() => {});
    if (request.stop.aborted) return;
    try {
      await look();
      isAway = false;
    } catch {
      if (!isAway) output.tell({ event: "progress", message: `${who} does not answer` });
      isAway = true;
    }
  }
}
