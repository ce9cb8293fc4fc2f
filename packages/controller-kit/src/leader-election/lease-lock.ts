import type { ApiClient } from "../api/api-client.ts";
import { createResourceClient } from "../api/resource-client.ts";
import { ifFound } from "../errors/predicates.ts";
import { leases, recordOf, specOf, type Lease, type LeaseRecord } from "./lease-record.ts";

/** A Lease that candidates compete for. */
export interface LeaseLock {
  /** `undefined` when there is no such Lease. */
  read(signal: AbortSignal): Promise<{ readonly lease: Lease; readonly record: LeaseRecord } | undefined>;
  /** Creates it when `lease` is `undefined`; else writes it, unless somebody else has meanwhile. */
  write(lease: Lease | undefined, record: LeaseRecord, signal: AbortSignal): Promise<Lease>;
}

/** The Lease of a name, at the API server. Both methods throw `ApiError`. */
export function createLeaseLock(
  client: ApiClient,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): LeaseLock {
  const objects = createResourceClient(client, leases);
  return {
    async read(signal) {
      const lease = await ifFound(objects.get({ namespace, name }, { signal }));
      return lease === undefined ? undefined : { lease, record: recordOf(lease) };
    },
    write: (lease, record, signal) =>
      lease === undefined
        ? objects.create({ metadata: { namespace, name }, spec: specOf(record) }, { signal })
        : objects.replace({ ...lease, spec: { ...lease.spec, ...specOf(record) } }, { signal }),
  };
}
