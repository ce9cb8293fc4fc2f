import type { LoadCounts, PodStatus, RoutingCounts, ScalingStatus, Status } from "../events/pod-status.ts";
import { bar } from "../terminal/bar.ts";
import type { Style } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { STATE_LOOKS } from "./state-looks.ts";

const BAR_WIDTH = 24;

const percent = (share: number | null): string => (share === null ? "" : `${Math.round(share * 100)}%`);
const milliseconds = (value: number | null): string => (value === null ? "-" : `${value.toFixed(1)} ms`);

function podTable(pods: readonly PodStatus[], style: Style): string[] {
  const most = Math.max(1, ...pods.map(({ clients }) => clients ?? 0));
  const [title = "", ...rows] = table(
    [
      { title: "POD", align: "left" },
      { title: "ADDRESS", align: "left" },
      { title: "STATE", align: "left" },
      { title: "CLIENTS", align: "right" },
      { title: "SHARE", align: "right" },
      { title: "", align: "left" },
    ],
    pods.map(({ podId, endpoint, state, clients, capacity, share }) => [
      podId,
      endpoint,
      style(STATE_LOOKS[state], state),
      clients === null ? "-" : `${clients}${capacity === null ? "" : `/${capacity}`}`,
      percent(share),
      style("cyan", bar((clients ?? 0) / most, BAR_WIDTH)),
    ]),
  );
  return [style("bold", title), ...rows];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function counts(name: string, byKey: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byKey)
    .filter(([, count]) => count > 0)
    .map(([key, count]) => `${key} ${count}`);
  return parts.length === 0 ? `${name} 0` : `${name} ${sum(byKey)} (${parts.join(", ")})`;
}

/** `routed 312 (snapshot 300, client 12), unrouted 0`. */
export const describeRouting = ({ routed, unrouted }: RoutingCounts): string =>
  `${counts("routed", routed)}, ${counts("unrouted", unrouted)}`;

/** `40 clients, 312 requests, 312 answered, 0 failed, p50 0.9 ms, p99 3.1 ms`. */
export const describeLoad = (load: LoadCounts): string =>
  [
    `${load.clients} clients`,
    `${load.requests} requests`,
    `${load.answered} answered`,
    `${load.failed} failed`,
    ...(load.dropped === 0 ? [] : [`${load.dropped} dropped`]),
    `p50 ${milliseconds(load.p50Ms)}`,
    `p99 ${milliseconds(load.p99Ms)}`,
  ].join(", ");

/** Open pods that say nothing of their clients get them by turns; who wrote them may not know. */
const silent = (pods: readonly PodStatus[]): boolean => {
  const open = pods.filter(({ state }) => state === "open");
  return open.length > 0 && open.every(({ reports }) => reports === false);
};
const SILENT = "no pod reports its clients (--workload-path): new ones go by turns, not by load";

/** `3 wanted (1 to 4): clients (Pods): 13.4, 1.34 of the target, 2 pods counted; asks for 3 pods.` */
const describeScaling = ({ decision, desired, max, min, scaler }: ScalingStatus): string =>
  scaler === "up"
    ? `${desired ?? "?"} wanted (${min ?? "?"} to ${max ?? "?"}): ${decision}`
    : "down: the pods stay as they are";

/** The live view: a table of the pods, and below it what gateway and load generator have counted. */
export function statusLines(status: Status, style: Style): string[] {
  const label = (name: string): string => style("dim", name.padEnd(8));
  const failing = status.load !== null && status.load.failed > 0;
  return [
    "",
    ...podTable(status.pods, style),
    "",
    `${label("lookup")} ${status.lookup === "up" ? style("green", "up") : style("red", "down: the gateway goes on without it")}`,
    `${label("scaler")} ${status.scaling.scaler === "up" ? describeScaling(status.scaling) : style("red", describeScaling(status.scaling))}`,
    `${label("gateway")} ${describeRouting(status.routing)}`,
    ...(silent(status.pods) ? [`${label("note")} ${style("yellow", SILENT)}`] : []),
    ...(status.load === null
      ? []
      : [
          `${label("load")} ${failing ? style("red", describeLoad(status.load)) : describeLoad(status.load)}`,
        ]),
  ];
}

/** The same in one line, for logs: `pods app-1-x7k4q 12, app-2-b2c4d 11; lookup up; routed …`. */
export function statusLine(status: Status): string {
  const pods = status.pods.map(({ podId, state, clients }) =>
    state === "open" ? `${podId} ${clients ?? "-"}` : `${podId} ${state} ${clients ?? ""}`.trimEnd(),
  );
  const parts = [
    `clients by pod: ${pods.join(", ")}`,
    `lookup ${status.lookup}`,
    ...(status.scaling.scaler === "up" ? [] : ["scaler down"]),
    describeRouting(status.routing),
  ];
  if (silent(status.pods)) parts.push(SILENT);
  if (status.load !== null) parts.push(describeLoad(status.load));
  return parts.join("; ");
}
