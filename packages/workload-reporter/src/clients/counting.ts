import type { IncomingHttpHeaders } from "node:http";

/** What the choice of counting sees of a request; `node:http` and `node:http2` requests both fit. */
export interface CountedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A plain request with its response (a stream of events, too), or a connection that it upgraded. */
export type ConnectionKind = "request" | "upgrade";

/**
 * Chooses what counts as a client: `false` is not counted, `true` is a client of its own, and
 * requests that give the same string are one client.
 */
export type CountPredicate = (request: CountedRequest, kind: ConnectionKind) => boolean | string;

/**
 * What counts as a client at an observed server.
 * - `requests`: each request until its response is closed, and each upgraded connection
 * - `upgrades`: upgraded connections (WebSockets) only
 * - `manual`: nothing; the application counts by hand
 * - a predicate, asked once a request
 */
export type CountMode = "requests" | "upgrades" | "manual" | CountPredicate;

const PROBE_AGENTS = /^(?:kube-probe\/|Envoy\/HC)/;

/** The path of a request target, without its query. */
export const pathOf = (target: string | undefined): string => target?.split(/[?#]/, 1)[0] ?? "";

/** Whether a request is a health probe of Kubernetes or Envoy, by what these call themselves. */
const isProbe = (request: CountedRequest): boolean => PROBE_AGENTS.test(request.headers["user-agent"] ?? "");

/** The predicate that a {@link CountMode} stands for. */
function predicateOf(mode: CountMode): CountPredicate {
  if (typeof mode === "function") return mode;
  if (mode === "manual") return () => false;
  return mode === "upgrades" ? (_, kind) => kind === "upgrade" : () => true;
}

/** Settings of {@link createCountingRule}. */
export interface CountingRuleOptions {
  readonly mode: CountMode;
  /** Paths whose requests never count: the report's own, and probes'. */
  readonly ignoredPaths: ReadonlySet<string>;
  /** Told what a predicate threw. Such a request counts: a client too many is never cut off. */
  readonly onPredicateError: (error: unknown) => void;
}

/** Creates the predicate that is put to every request: the mode's, without the report and probes. */
export function createCountingRule({
  mode,
  ignoredPaths,
  onPredicateError,
}: CountingRuleOptions): CountPredicate {
  const predicate = predicateOf(mode);
  return (request, kind) => {
    if (ignoredPaths.has(pathOf(request.url)) || isProbe(request)) return false;
    try {
      return predicate(request, kind);
    } catch (error) {
      onPredicateError(error);
      return true;
    }
  };
}
