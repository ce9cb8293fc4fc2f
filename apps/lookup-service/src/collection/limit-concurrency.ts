/** Starts tasks, at most so many at once, in the order they came. */
export interface ConcurrencyLimit {
  run(task: () => Promise<void>): void;
  /** Tasks that wait. */
  readonly waiting: number;
  /** Forgets the tasks that wait. */
  clear(): void;
}

/** Creates a limit; tasks must not reject. */
export function createConcurrencyLimit(limit: number): ConcurrencyLimit {
  let running = 0;
  let queue: (() => Promise<void>)[] = [];
  let head = 0;

  function next(): void {
    while (running < limit && head < queue.length) {
      const task = queue[head] as () => Promise<void>;
      head += 1;
      running += 1;
      void task().finally(() => {
        running -= 1;
        next();
      });
    }
    if (head === queue.length) {
      queue = [];
      head = 0;
    }
  }

  return {
    run(task) {
      queue.push(task);
      next();
    },
    get waiting() {
      return queue.length - head;
    },
    clear() {
      queue = [];
      head = 0;
    },
  };
}
