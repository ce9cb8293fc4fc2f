import { isPodId, isPoolId, QUERY_PARAMETER_POOL, QUERY_PARAMETER_PREFER } from "@fairlead/routing-schema";

/** The query of `/pod-lookup` and `/v1/snapshot`. */
export interface PoolQuery {
  readonly pool: string | undefined;
  readonly prefer: string | undefined;
}

/** A query, or what is wrong with it. */
export type PoolQueryResult = PoolQuery | { readonly invalid: string };

/** Longest query that is read, in characters: pool and pod id with every character percent-encoded fit. */
export const QUERY_MAX_LENGTH = 2_048;

const NONE: PoolQuery = { pool: undefined, prefer: undefined };

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Quotes a value for a message, at a length that a log line bears. */
const show = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);

function read(query: string): PoolQueryResult {
  let pool: string | undefined;
  let prefer: string | undefined;
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    if (name !== QUERY_PARAMETER_POOL && name !== QUERY_PARAMETER_PREFER) continue;
    const value = decode(equals === -1 ? "" : part.slice(equals + 1));
    if (value === undefined) return { invalid: `The query parameter ${name} is not percent-encoded UTF-8.` };
    if (name === QUERY_PARAMETER_POOL) {
      if (pool !== undefined)
        return { invalid: "The query parameter pool is given more than once; give it once." };
      if (!isPoolId(value))
        return {
          invalid: `The query parameter pool is ${show(value)}; give <namespace>/<name>, both in the form of Kubernetes names.`,
        };
      pool = value;
    } else {
      if (prefer !== undefined)
        return { invalid: "The query parameter prefer is given more than once; give it once." };
      if (!isPodId(value))
        return {
          invalid: `The query parameter prefer is ${show(value)}; give a pod id: up to 253 characters a-z 0-9 . -, first and last alphanumeric.`,
        };
      prefer = value;
    }
  }
  return { pool, prefer };
}

/** Queries without a wish, which are the same for every request of a gateway. */
const remembered = new Map<string, PoolQueryResult>();
const REMEMBERED_MAX = 256;

/**
 * Reads a raw query, without its `?`. Unknown parameters are ignored; a value of the wrong form, a
 * repeated parameter or a query of more than {@link QUERY_MAX_LENGTH} characters is invalid.
 */
export function readPoolQuery(query: string): PoolQueryResult {
  if (query === "") return NONE;
  const known = remembered.get(query);
  if (known !== undefined) return known;
  if (query.length > QUERY_MAX_LENGTH)
    return {
      invalid: `The query has ${query.length} characters; at most ${QUERY_MAX_LENGTH} are read.`,
    };
  const result = read(query);
  if (!("invalid" in result) && result.prefer === undefined) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(query, result);
  }
  return result;
}
