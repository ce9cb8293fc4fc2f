import type { ScaledPool } from "@fairlead/scaler-controller";
import type { PodPoolView } from "../inspect/pod-pool-view.ts";
import type { ClusterSource, ScalerSource, Source } from "../inspect/source.ts";
import type { DemoSummary } from "../demo/demo-summary.ts";
import type { Status } from "./pod-status.ts";

/** Where things can be reached. */
export interface Addresses {
  readonly gateway: string;
  readonly lookup: string;
  readonly scaler: string;
  readonly admin: string;
}

/** Why a pod ended. */
export type PodEnd = "deleted" | "exited" | "not_ready";

/** What a command of `fairlead` tells, by the name of the event. */
export interface CliEvents {
  progress: { message: string };
  addresses: Addresses & { pool: string; envoyPid: number };
  pod_starting: { podId: string; job: string; endpoint: string; pid: number };
  pod_ready: { podId: string; endpoint: string };
  pod_open: { podId: string; endpoint: string };
  pod_stopping: { podId: string };
  pod_ended: {
    podId: string;
    reason: PodEnd;
    exit: string;
    restartInMs: number | null;
    lastLines: readonly string[];
  };
  pod_output: { podId: string; stream: "stdout" | "stderr"; line: string };
  lookup_started: { pid: number };
  lookup_ended: { exit: string; restartInMs: number | null };
  lookup_output: { line: string };
  gateway_started: { pid: number };
  gateway_ended: { exit: string; restartInMs: number };
  scaler_started: { pid: number };
  scaler_ended: { exit: string; restartInMs: number | null };
  scaler_output: { line: string };
  pool_event: { reason: string; job: string | null; message: string; count: number };
  scaled: { desired: number; before: number; decision: string };
  fault: { message: string };
  all_open: { pods: number };
  status: Status;
  pool: ScaledPool & { source: ScalerSource };
  pod_pool: PodPoolView;
  pod_pools: { source: ClusterSource; namespace: string | null; pools: readonly PodPoolView[] };
  explanation: {
    source: Source;
    answeredBy: string;
    note: string | null;
    pool: string;
    pod: string | null;
    sentences: readonly string[];
    data: unknown;
  };
  step: { message: string };
  summary: DemoSummary & { problems: readonly string[] };
  stopping: { reason: string | null };
  stopped: Record<never, never>;
  error: { code: string; message: string };
}

/** One event: its name and what belongs to it. */
export type CliEvent = {
  [Name in keyof CliEvents]: { readonly event: Name } & Readonly<CliEvents[Name]>;
}[keyof CliEvents];

/** Takes an event. */
export type Tell = (event: CliEvent) => void;

/** What each event means; the README's table is checked against it. */
export const eventMeanings: Readonly<Record<keyof CliEvents, string>> = {
  progress: "A slow step begins, such as the download of Envoy",
  addresses: "Gateway, lookup service and scaler serve; `gateway` is where clients connect",
  pod_starting: "A pod's process has started",
  pod_ready: "The pod accepts connections, or answers at `--ready-path`",
  pod_open: "The gateway has a route to the pod, and the lookup service gives it to clients",
  pod_stopping: "The pod was told to stop (SIGTERM)",
  pod_ended: "The pod's process has ended; `restartInMs` until the next one, null for none",
  pod_output: "A line that a pod wrote",
  lookup_started: "The lookup service's process has started",
  lookup_ended:
    "The lookup service ended; it is started again in `restartInMs`, null where the demo lets it lie",
  lookup_output: "A line that the lookup service wrote",
  gateway_started: "Envoy has started, and serves",
  gateway_ended:
    "Envoy ended, or did not start; it is started again in `restartInMs`. Its sessions end, the pods stay",
  scaler_started: "The scaler's process has started",
  scaler_ended:
    "The scaler ended; it is started again in `restartInMs`, null for never. Pods and sessions go on",
  scaler_output: "A line that the scaler wrote",
  pool_event:
    "What the scaler says happens to the pool or the pod of a job, such as `PodDraining` or `ScaleDownBlocked`",
  scaled: "Another number of pods is wanted than `before`",
  fault: "Something could not be done, such as a file that cannot be written; it is tried again by itself",
  all_open: "Every pod of the start is open",
  status: "Pods, their clients and the gateway's counts, every second",
  pool: "`fairlead status`: a pool as its scaler sees it, as in its `/openapi.json`",
  pod_pool: "`fairlead status POOL` in a cluster: a `PodPool` by its status, its pods included",
  pod_pools:
    "`fairlead status` in a cluster: its `PodPool`s, of one namespace or, where that is null, of all",
  explanation: "`fairlead explain`: why a pool or a pod is as it is, in sentences, and the data behind them",
  step: "The demo does something",
  summary: "What the demo has measured",
  stopping: "Everything is stopped now; `reason` is the signal, null for none",
  stopped: "Everything has stopped; nothing is left running",
  error: "What failed, its code (`docs/errors.md`), and how to mend it",
};
