/** The host's clock, in nanoseconds since the epoch: virtual and moved by the test, or the caller's own. */
export class Clock {
  readonly #read: (() => bigint) | undefined;
  #virtualNs: bigint;

  constructor(read: (() => bigint) | undefined, startNs: bigint) {
    this.#read = read;
    this.#virtualNs = startNs;
  }

  /** Whether the clock only moves when it is told to. */
  get isVirtual(): boolean {
    return this.#read === undefined;
  }

  now(): bigint {
    return this.#read?.() ?? this.#virtualNs;
  }

  /** Moves a virtual clock forward to the given time. */
  moveTo(timeNs: bigint): void {
    if (timeNs > this.#virtualNs) this.#virtualNs = timeNs;
  }
}
