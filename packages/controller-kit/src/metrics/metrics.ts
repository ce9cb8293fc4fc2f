import type { LabelsOf, MetricNameOf } from "./catalogue.ts";

/** Takes the figures of the kit. */
export interface Metrics {
  increment<Name extends MetricNameOf<"counter">>(name: Name, labels: LabelsOf<Name>): void;
  set<Name extends MetricNameOf<"gauge">>(name: Name, labels: LabelsOf<Name>, value: number): void;
  observe<Name extends MetricNameOf<"histogram">>(name: Name, labels: LabelsOf<Name>, value: number): void;
}

/** Takes the figures and forgets them. */
export const noMetrics: Metrics = { increment() {}, set() {}, observe() {} };
