import type { Violation } from "../errors.ts";

const KEPT = 1000;

/** What the module did that a proxy punishes or silently ignores; the oldest beyond 1000 are dropped. */
export class Violations {
  #all: Violation[] = [];
  #unreported: Violation[] = [];

  get all(): readonly Violation[] {
    return this.#all;
  }

  record(violation: Violation): void {
    this.#all.push(violation);
    this.#unreported.push(violation);
    if (this.#all.length > KEPT) this.#all.shift();
    if (this.#unreported.length > KEPT) this.#unreported.shift();
  }

  /** Those since the last time. */
  takeUnreported(): Violation[] {
    const violations = this.#unreported;
    this.#unreported = [];
    return violations;
  }
}
