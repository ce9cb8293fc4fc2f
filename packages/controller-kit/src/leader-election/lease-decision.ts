import { formatMicroTime, type LeaseRecord } from "./lease-record.ts";

/** A Lease as this process last saw it change. */
export interface ObservedLease {
  readonly record: LeaseRecord;
  readonly resourceVersion: string;
  /** On this process' steady clock. Times in the Lease itself are other machines' and are never compared. */
  readonly observedAtMs: number;
}

/** The Lease after a look at it: a change of whatever kind is a sign of life of its holder. */
export function observeLease(
  before: ObservedLease | undefined,
  record: LeaseRecord,
  resourceVersion: string,
  nowMs: number,
): ObservedLease {
  const isSame = before !== undefined && before.resourceVersion === resourceVersion;
  return isSame ? before : { record, resourceVersion, observedAtMs: nowMs };
}

/** Whether somebody else holds the Lease, and may still believe to lead. */
export const isHeldByOther = (lease: ObservedLease, identity: string, nowMs: number): boolean =>
  lease.record.holder !== "" &&
  lease.record.holder !== identity &&
  nowMs < lease.observedAtMs + lease.record.durationSeconds * 1_000;

/** The record to write in order to lead, or to go on leading. */
export function claim(
  before: LeaseRecord | undefined,
  self: { readonly identity: string; readonly durationSeconds: number },
  wallMs: number,
): LeaseRecord {
  const time = formatMicroTime(wallMs);
  const isOurs = before?.holder === self.identity;
  return {
    holder: self.identity,
    durationSeconds: self.durationSeconds,
    renewTime: time,
    acquireTime: isOurs ? before.acquireTime : time,
    transitions: before === undefined ? 0 : before.transitions + (isOurs ? 0 : 1),
  };
}

/** The record that gives the Lease up: nobody holds it, and it is over in a second. */
export function release(before: LeaseRecord, wallMs: number): LeaseRecord {
  const time = formatMicroTime(wallMs);
  return { ...before, holder: "", durationSeconds: 1, acquireTime: time, renewTime: time };
}
