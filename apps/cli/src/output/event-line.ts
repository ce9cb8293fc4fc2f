import type { CliEvent } from "../events/cli-event.ts";
import type { Style } from "../terminal/style.ts";

const seconds = (milliseconds: number): string => `${Number((milliseconds / 1_000).toFixed(2))} s`;

/** An event as lines for people; none for events that the live view shows. */
export function eventLines(event: CliEvent, style: Style): string[] {
  switch (event.event) {
    case "progress":
      return [style("dim", `… ${event.message}`)];
    case "step":
      return [style("bold", `▶ ${event.message}`)];
    case "addresses":
      return [
        `${style("bold", "Gateway")}         ${style("cyan", event.gateway)}   where clients connect`,
        `${style("bold", "Lookup service")}  ${style("cyan", `${event.lookup}/`)}   pods and their load, live`,
        `${style("bold", "Envoy admin")}     ${style("cyan", event.admin)}`,
      ];
    case "all_open":
      return [`${style("green", "Ready")}: all ${event.pods} pods are open. Ctrl-C stops everything.`];
    case "pod_starting":
      return [style("dim", `${event.podId} starts on ${event.endpoint} (process ${event.pid})`)];
    case "pod_open":
      return [`${event.podId} is ${style("green", "open")}`];
    case "pod_ended": {
      if (event.reason === "deleted") return [style("dim", `${event.podId} has stopped (${event.exit})`)];
      const what = event.reason === "not_ready" ? "was not ready in time" : `ended (${event.exit})`;
      const next = event.restartInMs === null ? "" : `; a new pod follows in ${seconds(event.restartInMs)}`;
      return [style("red", `${event.podId} ${what}${next}`)];
    }
    case "lookup_ended":
      return [
        style(
          "red",
          `The lookup service ended (${event.exit})${event.restartInMs === null ? "" : `; it starts again in ${seconds(event.restartInMs)}`}`,
        ),
      ];
    case "lookup_output":
      return [`${style("dim", "lookup |")} ${event.line}`];
    case "stopping":
      return [event.reason === null ? "Stopping." : `Stopping (${event.reason}). Once more Ctrl-C kills.`];
    case "stopped":
      return ["Stopped; nothing is left running."];
    case "error":
      return [`${style("red", "Error")} (${event.code}): ${event.message}`];
    default:
      return [];
  }
}
