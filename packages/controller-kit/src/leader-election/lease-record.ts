import type { ApiObject } from "../api/api-object.ts";
import { resourceType } from "../api/resource-type.ts";

/** A `Lease`, as it is sent. */
export interface Lease extends ApiObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    /** With microseconds. */
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/** Where the API server serves Leases. */
export const leases = resourceType<Lease>({
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  plural: "leases",
});

/** Who leads, as a Lease says it. */
export interface LeaseRecord {
  /** Empty when nobody does. */
  readonly holder: string;
  readonly durationSeconds: number;
  readonly acquireTime: string | undefined;
  readonly renewTime: string | undefined;
  readonly transitions: number;
}

/** Reads a Lease. */
export const recordOf = ({ spec }: Lease): LeaseRecord => ({
  holder: spec?.holderIdentity ?? "",
  durationSeconds: spec?.leaseDurationSeconds ?? 0,
  acquireTime: spec?.acquireTime,
  renewTime: spec?.renewTime,
  transitions: spec?.leaseTransitions ?? 0,
});

/** A time as Leases hold it, in microseconds. */
export const formatMicroTime = (wallMs: number): string =>
  new Date(wallMs).toISOString().replace("Z", "000Z");

/** The `spec` that says a record. */
export const specOf = (record: LeaseRecord): NonNullable<Lease["spec"]> => ({
  holderIdentity: record.holder,
  leaseDurationSeconds: record.durationSeconds,
  ...(record.acquireTime !== undefined && { acquireTime: record.acquireTime }),
  ...(record.renewTime !== undefined && { renewTime: record.renewTime }),
  leaseTransitions: record.transitions,
});
