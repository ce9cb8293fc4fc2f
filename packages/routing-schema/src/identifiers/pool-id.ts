import { z } from "zod";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const FORM = new RegExp(`^${LABEL}/${LABEL}(?:\\.${LABEL})*$`);
const MAX_LENGTH = 63 + 1 + 253;

/** Name of a namespace: a DNS label. */
export const namespaceSchema = z
  .string()
  .max(63)
  .regex(new RegExp(`^${LABEL}$`), "the name of a namespace");

/** A pool: `<namespace>/<name>`. */
export const poolIdSchema = z
  .string()
  .max(MAX_LENGTH, `a pool has at most ${MAX_LENGTH} characters`)
  .regex(FORM, "a pool is <namespace>/<name>, both in the form of Kubernetes names")
  .meta({ id: "PoolId", description: "A pool: <namespace>/<name>", examples: ["default/chat"] });

/** Whether a string is a pool: `<namespace>/<name>`. */
export const isPoolId = (value: string): boolean => value.length <= MAX_LENGTH && FORM.test(value);

/** Joins a pool's namespace and name. */
export const formatPoolId = (namespace: string, name: string): string => `${namespace}/${name}`;

/** Splits a pool into namespace and name; `undefined` when it is not one. */
export function parsePoolId(pool: string): { namespace: string; name: string } | undefined {
  if (!isPoolId(pool)) return undefined;
  const slash = pool.indexOf("/");
  return { namespace: pool.slice(0, slash), name: pool.slice(slash + 1) };
}
