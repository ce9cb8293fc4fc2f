import { isDeepStrictEqual } from "node:util";
import type { PoolNames, RoutingSpec } from "@fairlead/routing-schema";
import type { WrittenObject } from "@fairlead/pool-scaling";
import type { RoutingKind, RoutingTarget } from "../../interfaces/routes.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { podRoute, podSubset } from "../objects/pod-routing.ts";
import { writtenObject } from "../read/written-object.ts";
import type { WrittenObjectOf } from "../resources.ts";

/** What the objects of pods follow from. */
export interface RoutingDeclaration {
  readonly routing: RoutingSpec;
  readonly port: number;
}

/** The object of a pod as it is to be. */
export const wantedObject = (
  kind: RoutingKind,
  names: PoolNames,
  { port, routing }: RoutingDeclaration,
  target: RoutingTarget,
  writtenAtMs: number,
): KubernetesObject =>
  kind === "subset"
    ? podSubset(names, target, writtenAtMs)
    : podRoute(names, routing, port, target, writtenAtMs);

/** The epoch of an object that says something else than the pool does: it belongs to none. */
const NO_EPOCH = -1;

/** Reads objects of one kind as the planner takes them. */
export type WrittenReader = (
  declaration: RoutingDeclaration,
  object: WrittenObjectOf<unknown>,
) => WrittenObject;

/**
 * Reads an object once for each declaration: a glance looks at the same objects again and again, and to compare each
 * with what it is to be is most of what a glance would cost.
 */
export function createWrittenReader(kind: RoutingKind, names: PoolNames): WrittenReader {
  const known = new WeakMap<object, RoutingDeclaration & { readonly written: WrittenObject }>();
  return ({ port, routing }, object) => {
    const last = known.get(object);
    if (last?.routing === routing && last.port === port) return last.written;
    const written = asWritten(kind, names, { port, routing }, object);
    known.set(object, { port, routing, written });
    return written;
  };
}

/**
 * An object as the planner takes it. One that another hand has changed, or that follows from an older spec of the
 * pool, belongs to no epoch, and so is written anew while its pod needs it.
 */
export function asWritten(
  kind: RoutingKind,
  names: PoolNames,
  declaration: RoutingDeclaration,
  { metadata, spec }: WrittenObjectOf<unknown>,
): WrittenObject {
  const written = writtenObject(metadata);
  const wanted = wantedObject(kind, names, declaration, written, written.writtenAtMs);
  return isDeepStrictEqual(spec, wanted.spec) ? written : { ...written, epoch: NO_EPOCH };
}
