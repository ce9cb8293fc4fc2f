import { hash } from "../bytes/scan";
import { at, NONE, size, span, Span } from "../bytes/span";

/**
 * A pod of a pool as this VM knows it. It keeps its slot as long as it is in the snapshot, has picks that are
 * not reported yet, or is asked about.
 */
// @ts-ignore: decorator
@unmanaged
export class Pod {
  /** Differs for each pod that a slot has held; 0: the slot is free. */
  serial: u32;
  hash: u32;
  /** Index + 1 of the next pod with the same bucket. */
  nextInBucket: u32;
  idSize: u32;
  routeIdSize: u32;
  endpointSize: u32;
  /** Whether it is in the snapshot held. */
  present: bool;
  open: bool;
  /** Written into the report that is being put together. */
  carried: bool;
  /** Known because a client named it, and not from a snapshot. `present` when the lookup service knows it, too. */
  named: bool;
  /** Whether the lookup service is being asked about it, by the call with this token. */
  asking: bool;
  question: u32;
  /** Picks made since the latest snapshot request was sent. */
  freshPicks: u32;
  /** Picks that the latest snapshot request carried, until it is answered. */
  sentPicks: u32;
  /** What one pick of ours adds to its cost: step × askers. */
  weight: f64;
  score: f64;
  askers: f64;
  /** Clients that it still takes, as of the snapshot; negative: no limit. */
  room: f64;
  /** Share of 5xx answers lately, 0 to 1; as of `errorsAtMs`. */
  errors: f64;
  errorsAtMs: u64;
}

/** Picks made here that the snapshot held does not know of. */
// @ts-ignore: decorator
@inline
export function ownPicks(pod: Pod): f64 {
  return <f64>(pod.freshPicks + pod.sentPicks);
}

const ID_AT: usize = offsetof<Pod>();
const ROUTE_ID_AT: usize = ID_AT + 256;
const ENDPOINT_AT: usize = ROUTE_ID_AT + 64;
export const POD_BYTES: u32 = <u32>(ENDPOINT_AT + 64);

export function podId(pod: Pod): Span {
  return span(changetype<usize>(pod) + ID_AT, pod.idSize);
}

/** `NONE` where the pool does not route by route id. */
export function routeId(pod: Pod): Span {
  return pod.routeIdSize == 0 ? NONE : span(changetype<usize>(pod) + ROUTE_ID_AT, pod.routeIdSize);
}

/** `NONE` where the pool does not route by endpoint. */
export function endpoint(pod: Pod): Span {
  return pod.endpointSize == 0 ? NONE : span(changetype<usize>(pod) + ENDPOINT_AT, pod.endpointSize);
}

export function setPodId(pod: Pod, id: Span): void {
  memory.copy(changetype<usize>(pod) + ID_AT, at(id), size(id));
  pod.idSize = size(id);
  pod.hash = hash(id);
}

export function setRouteId(pod: Pod, id: Span): void {
  memory.copy(changetype<usize>(pod) + ROUTE_ID_AT, at(id), size(id));
  pod.routeIdSize = size(id);
}

export function setEndpoint(pod: Pod, address: Span): void {
  memory.copy(changetype<usize>(pod) + ENDPOINT_AT, at(address), size(address));
  pod.endpointSize = size(address);
}
