/** What a histogram has recorded. */
export interface HistogramValues {
  readonly count: number;
  readonly sum: number;
  /** The values, oldest first; of many only the latest are kept. */
  readonly values: readonly number[];
}

const KEPT_VALUES = 10_000;

/**
 * The proxy's stats that the module has defined, by the name it gave. They outlive the VM.
 * Hint: Envoy shows them as `wasmcustom.<name>`, and in Prometheus without that prefix.
 */
export class Metrics {
  readonly #counters = new Map<string, bigint>();
  readonly #gauges = new Map<string, bigint>();
  readonly #histograms = new Map<string, { count: number; sum: number; values: number[] }>();

  /** A counter's value; undefined when it is not defined. */
  counter(name: string): number | undefined {
    return number(this.#counters.get(name));
  }

  /** A gauge's value; undefined when it is not defined. */
  gauge(name: string): number | undefined {
    return number(this.#gauges.get(name));
  }

  /** A histogram's values; undefined when it is not defined. */
  histogram(name: string): HistogramValues | undefined {
    return this.#histograms.get(name);
  }

  /** The names of all metrics, sorted. */
  names(): string[] {
    return [
      ...new Set([...this.#counters.keys(), ...this.#gauges.keys(), ...this.#histograms.keys()]),
    ].toSorted();
  }

  /** All counters and gauges by name. */
  snapshot(): Record<string, number> {
    return Object.fromEntries(
      [...this.#counters, ...this.#gauges].map(([name, value]) => [name, Number(value)]),
    );
  }

  /** @internal */
  readonly store = {
    define: (type: number, name: string): void => {
      if (type === 0) this.#counters.set(name, this.#counters.get(name) ?? 0n);
      else if (type === 1) this.#gauges.set(name, this.#gauges.get(name) ?? 0n);
      else this.#histograms.set(name, this.#histograms.get(name) ?? { count: 0, sum: 0, values: [] });
    },
    get: (type: number, name: string): bigint => (type === 0 ? this.#counters : this.#gauges).get(name) ?? 0n,
    set: (type: number, name: string, value: bigint): void => {
      (type === 0 ? this.#counters : this.#gauges).set(name, BigInt.asUintN(64, value));
    },
    record: (name: string, value: bigint): void => {
      const histogram = this.#histograms.get(name);
      if (histogram === undefined) return;
      histogram.count += 1;
      histogram.sum += Number(value);
      histogram.values.push(Number(value));
      if (histogram.values.length > 2 * KEPT_VALUES) histogram.values.splice(0, KEPT_VALUES);
    },
  };
}

function number(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
