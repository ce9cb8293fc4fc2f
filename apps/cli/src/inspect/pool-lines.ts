import type { ScaledPool } from "@fairlead/scaler-controller";
import { STATE_LOOKS } from "../output/state-looks.ts";
import type { Style } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { withoutName } from "./pod-pool-lines.ts";

/** A pool as its scaler sees it, for people. */
export function poolLines(pool: ScaledPool, style: Style): string[] {
  const conditions = pool.conditions.filter(({ status }) => status);
  const [title = "", ...rows] = table(
    [
      { title: "POD", align: "left" },
      { title: "ADDRESS", align: "left" },
      { title: "PHASE", align: "left" },
      { title: "CLIENTS", align: "right" },
      { title: "WHY", align: "left" },
    ],
    pool.pods.map((pod) => [
      pod.podId ?? pod.routeId,
      pod.endpoint ?? "-",
      style(STATE_LOOKS[pod.phase], pod.phase),
      pod.clients === null ? "-" : String(pod.clients),
      withoutName(pod.why),
    ]),
  );
  return [
    `${style("bold", pool.pool)}  ${pool.desiredReplicas} wanted (${pool.minReplicas} to ${pool.maxReplicas}), ${pool.clients} clients${pool.waitingClients === 0 ? "" : `, ${pool.waitingClients} waiting`}`,
    ...(pool.decision === "" ? [] : [pool.decision]),
    ...pool.why,
    ...conditions.map(({ reason, type }) => style("yellow", `${type}: ${reason}`)),
    ...(pool.fault === null ? [] : [style("red", `${pool.fault.code}: ${pool.fault.message}`)]),
    ...(pool.pods.length === 0 ? [] : ["", style("bold", title), ...rows]),
  ];
}
