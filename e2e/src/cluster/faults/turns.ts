/** Things that are used by one at a time. */
export interface Turns<Thing> {
  /** Uses one, as soon as one is free; who asks first has it first. */
  take<Result>(use: (thing: Thing) => Promise<Result>): Promise<Result>;
}

/** Shares things out. */
export function createTurns<Thing>(things: readonly Thing[]): Turns<Thing> {
  const free = [...things];
  const waiting: ((thing: Thing) => void)[] = [];
  return {
    async take(use) {
      const thing = free.shift() ?? (await new Promise<Thing>((resolve) => waiting.push(resolve)));
      try {
        return await use(thing);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(thing);
        else next(thing);
      }
    },
  };
}
