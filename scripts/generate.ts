/**
 * Writes every generated file of the repository; with `--check` it writes nothing and fails when one
 * is stale.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { metricCatalogue } from "../apps/lookup-service/src/metrics/catalogue.ts";
import { metricCatalogue as scalerMetricCatalogue } from "../apps/scaler-controller/src/metrics/catalogue.ts";
import { metricCatalogue as kitMetricCatalogue } from "../packages/controller-kit/src/metrics/catalogue.ts";
import { FILTER_METRICS } from "../packages/gateway-filter/src/metrics.ts";
import type { ProofFigures } from "../packages/pool-scaling/proof/run/figures.ts";
import figures from "../packages/pool-scaling/proof/figures.json" with { type: "json" };
import { proofDocument } from "../packages/pool-scaling/proof/proof-document.ts";
import { contractFiles } from "../packages/routing-schema/scripts/generate.ts";
import { metricsDocument } from "./generated/metrics-document.ts";
import { staleFiles } from "./generated/stale-files.ts";
import { readRepositoryFile, reportProblems, root } from "./workspace/repository.ts";

const files = [
  ...contractFiles(),
  {
    path: "docs/metrics.md",
    text: metricsDocument(
      FILTER_METRICS,
      Object.values(metricCatalogue),
      Object.values(scalerMetricCatalogue),
      Object.values(kitMetricCatalogue),
    ),
  },
  { path: "docs/scaling-proof.md", text: proofDocument(figures as ProofFigures) },
];
const stale = staleFiles(files, readRepositoryFile);

if (process.argv.includes("--check")) {
  const problems = stale.map((file) => `${file.path} is stale. Run \`pnpm generate\` and commit the result.`);
  reportProblems(problems, `${files.length} generated files are up to date`);
} else {
  for (const { path: file, text } of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(`wrote ${file}`);
  }
}
