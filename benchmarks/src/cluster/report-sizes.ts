import { listsOf, writesOf } from "./scaler-requests.ts";
import type { IdleScaler } from "./measure-idle.ts";
import type { GatewaySize } from "./measure-gateway.ts";

const IDLE_CPU_GOAL = 0.01;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const met = (isMet: boolean): string => (isMet ? "met" : "missed");

/** What a scaler does while nothing changes. */
export function idleReport(idle: readonly IdleScaler[]): string {
  const lines = idle.map(({ cpuShare, mode, pods, renewals, requests, residentBytes, seconds }) => {
    const [writes, lists] = [writesOf(requests), listsOf(requests)];
    const asked = Object.entries(requests).map(([key, count]) => `${count} ${key}`);
    return [
      `- ${mode}, ${pods} pods, ${seconds} s: ${writes} writes, ${lists} lists (goal: 0, ${met(writes + lists === 0)});`,
      `  all requests but ${renewals} for the Lease: ${asked.join(", ") || "none"};`,
      `  CPU ${(cpuShare * 100).toFixed(2)} % of a core (goal: under ${IDLE_CPU_GOAL * 100} %, ${met(cpuShare < IDLE_CPU_GOAL)}); ${megabytes(residentBytes)} MB resident.`,
    ].join("\n");
  });
  return ["### An idle scaler", "", ...lines].join("\n");
}

/** What a pod more costs a gateway, from the size before. */
export function perPod(
  size: Pick<GatewaySize, "pods">,
  before: Pick<GatewaySize, "pods"> | undefined,
  [present, earlier]: readonly [number, number],
): number | undefined {
  return before === undefined || before.pods === size.pods
    ? undefined
    : (present - earlier) / (size.pods - before.pods);
}

const kilobytes = (bytes: number | undefined): string =>
  bytes === undefined ? "" : (bytes / 1e3).toFixed(2);

function gatewayLine(size: GatewaySize, before: GatewaySize | undefined): string {
  const bytes = perPod(size, before, [size.bytes, before?.bytes ?? 0]);
  const allocated = perPod(size, before, [size.allocatedBytes, before?.allocatedBytes ?? 0]);
  return [
    `| ${size.mode} | ${size.pods} | ${size.clusters} | ${size.routes} | ${size.endpoints}`,
    `${kilobytes(size.bytes)} | ${kilobytes(bytes)} | ${megabytes(size.allocatedBytes)}`,
    `${kilobytes(allocated)} | ${megabytes(size.residentBytes)} |`,
  ].join(" | ");
}

/** How large gateways become. */
export function gatewayReport(sizes: readonly GatewaySize[]): string {
  return [
    "### A gateway",
    "",
    "| mode | pods | clusters | routes | endpoints | configuration kB | … a pod more | allocated MB | … a pod more, kB | resident MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...sizes.map((size, index) => {
      const before = sizes[index - 1];
      return gatewayLine(size, before?.mode === size.mode ? before : undefined);
    }),
    "",
    "Configuration: Envoy's `/config_dump?include_eds`; allocated: by its `/memory`. A pod more: from the line above.",
  ].join("\n");
}
