import { z } from "zod";
import { ROUTE_ID_MAX_LENGTH } from "../wire.ts";

const FORM = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const HASH_LENGTH = 8;

/** Whether a string is a route id: a DNS label (RFC 1123). */
export const isRouteId = (value: string): boolean => value.length <= ROUTE_ID_MAX_LENGTH && FORM.test(value);

/** The name of a pod's route: its Job's name, or a shortened form of it. */
export const routeIdSchema = z
  .string()
  .max(ROUTE_ID_MAX_LENGTH, `a route id has at most ${ROUTE_ID_MAX_LENGTH} characters`)
  .regex(FORM, "a route id has the characters a-z 0-9 - and begins and ends with a letter or digit")
  .meta({ id: "RouteId", description: "Name of the pod's route: its Job's name", examples: ["chat-7"] });

/** FNV-1a with 64 bits (draft-eastlake-fnv), as base 36: short, stable, and needs no platform. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36).padStart(HASH_LENGTH, "0").slice(-HASH_LENGTH);
}

/**
 * The route id of a Job. A name that is a DNS label stays as it is; a longer or dotted one is
 * shortened and gets a hash of the whole name, so that two names never share a route by truncation.
 *
 * @param maxLength where something is to follow the route id; at least 10
 */
export function routeIdForJob(jobName: string, maxLength = ROUTE_ID_MAX_LENGTH): string {
  if (isRouteId(jobName) && jobName.length <= maxLength) return jobName;
  const readable = jobName
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-+/g, "")
    .slice(0, maxLength - HASH_LENGTH - 1)
    .replaceAll(/-+$/g, "");
  return readable === "" ? `r-${fingerprint(jobName)}` : `${readable}-${fingerprint(jobName)}`;
}
