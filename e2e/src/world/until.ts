import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MS = 30_000;

/** Waits until a probe gives something other than undefined or false; fails after 30 s, saying what it waited for. */
export async function until<Value>(
  what: string,
  probe: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${LIMIT_MS} ms in vain until ${what}.`);
    await sleep(10);
  }
}
