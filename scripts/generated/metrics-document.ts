/** A metric, as the catalogues of the filter and the services list it. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels?: readonly string[];
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

function table(metrics: readonly DocumentedMetric[]): string {
  const rows = metrics.map(({ name, type, labels = [], help }) => {
    const labelCell = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${labelCell} | ${cell(help)} |\n`;
  });
  return `| name | type | labels | meaning |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

/** Writes `docs/metrics.md` from the catalogues. */
export const metricsDocument = (
  filter: readonly DocumentedMetric[],
  lookupService: readonly DocumentedMetric[],
  scaler: readonly DocumentedMetric[],
  controllerKit: readonly DocumentedMetric[],
): string =>
  `# Metrics

This file is generated from \`packages/gateway-filter/src/metrics.ts\`,
\`apps/lookup-service/src/metrics/catalogue.ts\`, \`apps/scaler-controller/src/metrics/catalogue.ts\` and
\`packages/controller-kit/src/metrics/catalogue.ts\`: edit these, then run \`pnpm generate\`. Names and labels are part of the public interface.

## Gateway filter

Kept by Envoy, one set per gateway process, over all filter instances (VMs). \`/stats\` shows them as
\`wasmcustom.<name>\`, \`/stats/prometheus\` as \`<name>\`. They have no labels.

${table(filter)}
## Lookup service

At \`GET /metrics\`, in the Prometheus text format, beside the process's own \`process_…\` and \`nodejs_…\`.
The event loop is looked at every 100 ms, which \`nodejs_eventloop_lag_\` with \`min\`, \`max\`, \`mean\` and percentiles includes.
A label never takes more values than a fixed number: what is beyond counts as \`other\` or is left out.

${table(lookupService)}
## Scaler

At \`GET /metrics\`, in the same format.

${table(scaler)}
## Scaler on Kubernetes

Beside these, at the same path: how it and the API server get on, under the names of controller-runtime and client-go.
Those of work queues and passes stay at nothing: the scaler has passes of its own, above.

${table(controllerKit)}`;
