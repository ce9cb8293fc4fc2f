/** Something that happens at a simulated time. */
interface SimulatedEvent {
  readonly atMs: number;
  readonly order: number;
  readonly happen: (nowMs: number) => void;
}

/** Events of a simulation in the order of their times; equal times in the order they were added. */
export interface EventQueue {
  /** Adds an event. */
  schedule(atMs: number, happen: (nowMs: number) => void): void;
  /** Lets everything happen up to and including `untilMs`. */
  runUntil(untilMs: number): void;
}

const before = (one: SimulatedEvent, other: SimulatedEvent): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

/** An empty queue: a binary heap. */
export function createEventQueue(): EventQueue {
  const heap: SimulatedEvent[] = [];
  let added = 0;

  const event = (index: number): SimulatedEvent => heap[index] as SimulatedEvent;

  function rise(start: number): void {
    const rising = event(start);
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(rising, event(parent))) break;
      heap[index] = event(parent);
      index = parent;
    }
    heap[index] = rising;
  }

  function sink(sinking: SimulatedEvent): void {
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(event(child + 1), event(child))) child += 1;
      if (!before(event(child), sinking)) break;
      heap[index] = event(child);
      index = child;
    }
    heap[index] = sinking;
  }

  return {
    schedule(atMs, happen) {
      heap.push({ atMs, order: added, happen });
      added += 1;
      rise(heap.length - 1);
    },
    runUntil(untilMs) {
      for (let next = heap[0]; next !== undefined && next.atMs <= untilMs; next = heap[0]) {
        const last = heap.pop() as SimulatedEvent;
        if (heap.length > 0) sink(last);
        next.happen(next.atMs);
      }
    },
  };
}
