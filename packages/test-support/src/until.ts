import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for the slowest machine: it is reached only where nothing will ever come. */
const LIMIT_MS = 90_000;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** Whoever is asked needs the time for what is waited for, so a probe that costs more comes less often. */
const PAUSE_PER_PROBE = 5;

/** Gives what is waited for, or `undefined` or `false` while it is not there. */
export type Probe<Value> = () => Value | undefined | false | Promise<Value | undefined | false>;

/** Asks until the probe gives something; fails after 90 s, saying what it waited for. */
export async function until<Value>(what: string, probe: Probe<Value>): Promise<Value> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const startedAtMs = performance.now();
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    const nowMs = performance.now();
    if (nowMs > deadline) throw new Error(`Waited ${LIMIT_MS} ms in vain until ${what}.`);
    const pauseMs = PAUSE_PER_PROBE * (nowMs - startedAtMs);
    await sleep(Math.min(Math.max(pauseMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS));
  }
}

/** {@link until}, where the probe's own source says enough. */
export const waitFor = <Value>(probe: Probe<Value>): Promise<Value> => until(String(probe), probe);
