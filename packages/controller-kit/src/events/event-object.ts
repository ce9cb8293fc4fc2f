import type { ApiObject } from "../api/api-object.ts";
import { resourceType } from "../api/resource-type.ts";

/** An object that an event is about. */
export interface ObjectReference {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** An `Event` of the core group, as `kubectl describe` shows it. */
export interface EventObject extends ApiObject {
  readonly involvedObject: ObjectReference;
  readonly type: "Normal" | "Warning";
  /** One word, such as `Scaled`. */
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component: string };
  readonly reportingComponent: string;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
}

/** Where the API server serves events. */
export const events = resourceType<EventObject>({ apiVersion: "v1", kind: "Event", plural: "events" });

/** Refers to an object. */
export const referenceTo = ({ apiVersion, kind, metadata }: ApiObject): ObjectReference => ({
  apiVersion,
  kind,
  namespace: metadata?.namespace,
  name: metadata?.name,
  uid: metadata?.uid,
  resourceVersion: metadata?.resourceVersion,
});
