import type { PodView } from "../pools/pool-view.ts";

/** One event of a stream. */
export interface PoolEvent {
  /** `reset`: forget what was told; a `pool` for each pool follows. */
  readonly event: "reset" | "pool" | "pool-removed" | "pod-added" | "pod-removed" | "pod-state" | "load";
  readonly data: unknown;
}

/** A pod's figures, rounded so that only what a person sees counts as a change. */
export interface PodState {
  readonly podId: string;
  readonly state: PodView["state"];
  readonly status: PodView["status"];
  readonly load: number;
  readonly clients: number | null;
  readonly capacity: number | null;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** What streams tell of a pod. */
export const toPodState = ({ podId, state, status, load, clients, capacity }: PodView): PodState => ({
  podId,
  state,
  status,
  load: round(load),
  clients,
  capacity,
});

/** The events that lead from one state of a pool to the next; all changed loads make one event. */
export function differenceEvents(
  pool: string,
  before: ReadonlyMap<string, PodState>,
  after: ReadonlyMap<string, PodState>,
): PoolEvent[] {
  const events: PoolEvent[] = [];
  const loads: Pick<PodState, "podId" | "load" | "clients" | "capacity">[] = [];
  for (const podId of before.keys())
    if (!after.has(podId)) events.push({ event: "pod-removed", data: { pool, podId } });
  for (const [podId, pod] of after) {
    const known = before.get(podId);
    if (known === undefined) events.push({ event: "pod-added", data: { pool, pod } });
    else {
      if (known.state !== pod.state || known.status !== pod.status) {
        events.push({ event: "pod-state", data: { pool, podId, state: pod.state, status: pod.status } });
      }
      if (known.load !== pod.load || known.clients !== pod.clients || known.capacity !== pod.capacity) {
        loads.push({ podId, load: pod.load, clients: pod.clients, capacity: pod.capacity });
      }
    }
  }
  if (loads.length > 0) events.push({ event: "load", data: { pool, pods: loads } });
  return events;
}

/** The whole pool as one event. */
export const wholePool = (pool: string, pods: ReadonlyMap<string, PodState>): PoolEvent => ({
  event: "pool",
  data: { pool, pods: [...pods.values()] },
});

/** Writes events in the text form of server-sent events (HTML Living Standard, section 9.2). */
export const encodeEvents = (events: readonly PoolEvent[]): string =>
  events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");
