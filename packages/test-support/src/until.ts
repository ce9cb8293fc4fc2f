import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for the slowest machine: it is reached only where nothing will ever come. */
const LIMIT_MS = 90_000;
const PAUSE_MS = 5;

/** Gives what is waited for, or `undefined` or `false` while it is not there. */
export type Probe<Value> = () => Value | undefined | false | Promise<Value | undefined | false>;

/** Asks until the probe gives something; fails after 90 s, saying what it waited for. */
export async function until<Value>(what: string, probe: Probe<Value>): Promise<Value> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${LIMIT_MS} ms in vain until ${what}.`);
    await sleep(PAUSE_MS);
  }
}

/** {@link until}, where the probe's own source says enough. */
export const waitFor = <Value>(probe: Probe<Value>): Promise<Value> => until(String(probe), probe);
