import type { CliEvent } from "../events/cli-event.ts";
import { sourceLine } from "../inspect/source.ts";
import type { Style } from "../terminal/style.ts";

const seconds = (milliseconds: number): string => `${Number((milliseconds / 1_000).toFixed(2))} s`;

const readyText = (pods: number): string =>
  pods === 0 ? "the first client starts a pod" : pods === 1 ? "1 pod is open" : `${pods} pods are open`;

/** Events of the scaler that those want to know who watch; the others show in the state of the pods. */
const POOL_EVENTS: Readonly<Record<string, string>> = {
  PodDraining: "drains: it gets no new clients, and keeps those it has",
  PodReopened: "opens again: it is wanted after all",
  PodReturned: "comes back: a client has shown up",
  DrainOverdue: "drains for longer than it should",
  StartsFailing: "Pods do not start; the next try waits",
};

/** What a service that ended is told as. */
const endedText = (name: string, exit: string, restartInMs: number | null): string =>
  `${name} ended (${exit})${restartInMs === null ? "" : `; it starts again in ${seconds(restartInMs)}`}`;

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
        `${style("bold", "Scaler")}          ${style("cyan", event.scaler)}   fairlead status, fairlead explain`,
        `${style("bold", "Envoy admin")}     ${style("cyan", event.admin)}`,
      ];
    case "all_open":
      return [`${style("green", "Ready")}: ${readyText(event.pods)}. Ctrl-C stops everything.`];
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
    case "scaled": {
      const wanted = `${event.desired} ${event.desired === 1 ? "pod is" : "pods are"} wanted, not ${event.before}`;
      return [`${style("bold", wanted)}: ${event.decision}`];
    }
    case "pool_event": {
      const text = POOL_EVENTS[event.reason];
      return text === undefined ? [] : [event.job === null ? text : `${event.job} ${text}`];
    }
    case "explanation":
      return [
        sourceLine(event.source, style),
        ...(event.note === null ? [] : [style("yellow", event.note)]),
        ...event.sentences,
      ];
    case "lookup_ended":
      return [style("red", endedText("The lookup service", event.exit, event.restartInMs))];
    case "scaler_ended":
      return [style("red", endedText("The scaler", event.exit, event.restartInMs))];
    case "gateway_ended":
      return [style("red", endedText("The gateway", event.exit, event.restartInMs))];
    case "fault":
      return [style("red", `${event.message} It is tried again.`)];
    case "scaler_output":
      return [`${style("dim", "scaler |")} ${event.line}`];
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
