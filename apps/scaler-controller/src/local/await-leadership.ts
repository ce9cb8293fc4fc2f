import type { Leadership } from "../interfaces/leadership.ts";

/** Leadership that was gained before anything was started under it. */
export interface GainedLeadership extends Leadership {
  /** Settles when it is lost, other than by `stop`. */
  readonly lost: Promise<void>;
}

/**
 * Waits until this process leads. On one host pods and gateway belong to their process, so one that stands
 * by must not have started them; `undefined` when `signal` ends the waiting.
 */
export async function awaitLeadership(
  leadership: Leadership,
  signal: AbortSignal,
): Promise<GainedLeadership | undefined> {
  const gained = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  let wasLeader = false;
  let stopping = false;
  let tell = (): void => {};
  signal.addEventListener("abort", () => gained.resolve(), { once: true });
  await leadership.start(() => {
    const isLeader = leadership.isLeader();
    if (isLeader) gained.resolve();
    else if (wasLeader && !stopping) lost.resolve();
    wasLeader ||= isLeader;
    tell();
  });
  await gained.promise;
  if (signal.aborted) {
    await leadership.stop();
    return undefined;
  }
  return {
    isLeader: () => leadership.isLeader(),
    get fault() {
      return leadership.fault;
    },
    lost: lost.promise,
    start: async (changed) => {
      tell = changed;
      changed();
    },
    async stop() {
      stopping = true;
      await leadership.stop();
    },
  };
}
