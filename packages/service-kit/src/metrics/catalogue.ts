/** One metric of a service. */
export interface MetricEntry {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Every metric of a service, by a short name. */
export type MetricCatalogue = Readonly<Record<string, MetricEntry>>;

/** Short names of the metrics of a type. */
export type MetricNameOf<Catalogue extends MetricCatalogue, Type extends MetricEntry["type"]> = {
  [Name in keyof Catalogue]: Catalogue[Name]["type"] extends Type ? Name : never;
}[keyof Catalogue];

/** Label names of a metric. */
export type LabelsOf<
  Catalogue extends MetricCatalogue,
  Name extends keyof Catalogue,
> = Catalogue[Name]["labels"][number];

/**
 * Makes the entries of a catalogue whose names all begin with `prefix`; types and labels are kept as literals.
 *
 * @example
 * ```ts
 * const entry = metricEntries("fairlead_lookup_");
 * const metricCatalogue = {
 *   blind: entry("blind", "gauge", ["pool"], "1 while no open pod of the pool has a fresh report"),
 * } as const satisfies MetricCatalogue;
 * ```
 */
export const metricEntries =
  (prefix: string) =>
  <const Type extends MetricEntry["type"], const Labels extends readonly string[]>(
    name: string,
    type: Type,
    labels: Labels,
    help: string,
    buckets?: readonly number[],
  ) => ({ name: prefix + name, type, labels, help, ...(buckets !== undefined && { buckets }) });
