import { setTimeout as sleep } from "node:timers/promises";
import { cpuMicroseconds, residentBytes } from "../gateway/process-usage.ts";
import { isRenewal, SCALER_USER, countScalerRequests, type RequestCounts } from "./scaler-requests.ts";
import type { BenchCluster, Mode } from "./bench-cluster.ts";

/** A scaler that has nothing to do. */
export interface IdleScaler {
  readonly mode: Mode;
  readonly pods: number;
  readonly seconds: number;
  /** Of both replicas, without their leadership. */
  readonly requests: RequestCounts;
  /** Requests by which both replicas keep, or look at, their leadership. */
  readonly renewals: number;
  /** Share of one core of the replica that leads. */
  readonly cpuShare: number;
  readonly residentBytes: number;
}

/** What the last change brought along is over by then: figures alone are told seconds later, by one of the next looks. */
const QUIET_MS = 15_000;
const QUIET_LIMIT_MS = 60_000;

/** Watches the scaler for so long while its pool does not change. */
export async function measureIdle(
  cluster: BenchCluster,
  { mode, pods, seconds }: { readonly mode: Mode; readonly pods: number; readonly seconds: number },
): Promise<IdleScaler> {
  const pid = await cluster.scalerPid();
  await cluster.audit.takeUntilQuiet(QUIET_MS, QUIET_LIMIT_MS);
  const before = { cpu: cpuMicroseconds(pid), atMs: performance.now() };
  await sleep(seconds * 1_000);
  const microseconds = (performance.now() - before.atMs) * 1_000;
  const cpuShare = (cpuMicroseconds(pid) - before.cpu) / microseconds;
  const events = await cluster.audit.take();
  return {
    mode,
    pods,
    seconds,
    requests: countScalerRequests(events),
    renewals: events.filter((event) => event.user === SCALER_USER && isRenewal(event)).length,
    cpuShare,
    residentBytes: residentBytes(pid),
  };
}
