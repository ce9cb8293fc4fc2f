import { POD_ID_MAX_LENGTH } from "@fairlead/routing-schema/wire";

const FORM = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Whether a value has the form of a pod id, as under Identifiers in `docs/protocol.md`. */
export const isPodId = (value: unknown): value is string =>
  typeof value === "string" && value.length <= POD_ID_MAX_LENGTH && FORM.test(value);

/**
 * The pod's id as the environment says it: `FAIRLEAD_POD_ID`, else `HOSTNAME`, which Kubernetes sets
 * to the pod's name. A value that cannot be a pod id is passed over; `undefined` when none is left,
 * and the report then speaks for whichever pod was asked.
 *
 * Hint: with `hostNetwork` or `spec.hostname` the host's name is not the pod's. Set
 * `FAIRLEAD_POD_ID` from the field `metadata.name` there, or give no pod id at all.
 *
 * @example
 * ```ts
 * createWorkloadReporter({ podId: podIdFromEnvironment(process.env) });
 * ```
 */
export function podIdFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return [environment["FAIRLEAD_POD_ID"], environment["HOSTNAME"]].find(isPodId);
}
