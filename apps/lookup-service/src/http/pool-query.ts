import {
  isPodId,
  isPoolId,
  LOOKUP_MAX_COUNT,
  QUERY_PARAMETER_COUNT,
  QUERY_PARAMETER_POOL,
  QUERY_PARAMETER_PREFER,
} from "@fairlead/routing-schema";

/** The query of `/pod-lookup` and `/v1/snapshot`. */
export interface PoolQuery {
  readonly pool: string | undefined;
  readonly prefer: string | undefined;
  /** Clients that the answer is for. */
  readonly count: number;
}

/** A query, or what is wrong with it. */
export type PoolQueryResult = PoolQuery | { readonly invalid: string };

/** Longest query that is read, in characters: pool and pod id with every character percent-encoded fit. */
export const QUERY_MAX_LENGTH = 2_048;

const NONE: PoolQuery = { pool: undefined, prefer: undefined, count: 1 };

const COUNT = /^[1-9][0-9]?$/;

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

interface Form {
  readonly matches: (value: string) => boolean;
  readonly description: string;
}

const FORMS: ReadonlyMap<string, Form> = new Map([
  [
    QUERY_PARAMETER_POOL,
    { matches: isPoolId, description: "<namespace>/<name>, both in the form of Kubernetes names" },
  ],
  [
    QUERY_PARAMETER_PREFER,
    {
      matches: isPodId,
      description: "a pod id: up to 253 characters a-z 0-9 . -, first and last alphanumeric",
    },
  ],
  [
    QUERY_PARAMETER_COUNT,
    {
      matches: (value) => COUNT.test(value) && Number(value) <= LOOKUP_MAX_COUNT,
      description: `a whole number from 1 to ${LOOKUP_MAX_COUNT}`,
    },
  ],
]);

function read(query: string): PoolQueryResult {
  const values = new Map<string, string>();
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    const form = name === undefined ? undefined : FORMS.get(name);
    if (name === undefined || form === undefined) continue;
    const value = decode(equals === -1 ? "" : part.slice(equals + 1));
    if (value === undefined) return { invalid: `The query parameter ${name} is not percent-encoded UTF-8.` };
    if (values.has(name))
      return { invalid: `The query parameter ${name} is given more than once; give it once.` };
    if (!form.matches(value))
      return { invalid: `The query parameter ${name} is ${show(value)}; give ${form.description}.` };
    values.set(name, value);
  }
  const prefer = values.get(QUERY_PARAMETER_PREFER);
  const count = Number(values.get(QUERY_PARAMETER_COUNT) ?? 1);
  if (count > 1 && prefer !== undefined)
    return { invalid: "The query parameters prefer and count exclude each other; ask for each wish alone." };
  return { pool: values.get(QUERY_PARAMETER_POOL), prefer, count };
}

/** Queries for one client without a wish, which are the same for every request of a gateway. */
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
  if (!("invalid" in result) && result.prefer === undefined && result.count === 1) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(query, result);
  }
  return result;
}
