import { cpus } from "node:os";
import type { ClusterFigures } from "./figures.ts";
import { requestsReport } from "./report-requests.ts";
import { gatewayReport, idleReport } from "./report-sizes.ts";
import { speedReport } from "./report-speed.ts";

/** The figures as Markdown. */
export const clusterReport = ({ gateways, idle, scaleEvents }: ClusterFigures): string =>
  [
    speedReport(scaleEvents),
    requestsReport(scaleEvents),
    idleReport(idle),
    gatewayReport(gateways),
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}.`,
  ].join("\n\n");
