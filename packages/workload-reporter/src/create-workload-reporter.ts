import { PATH_WORKLOAD } from "@fairlead/routing-schema/wire";
import { createClientLedger, type Release } from "./clients/client-ledger.ts";
import { createCountingRule, pathOf, type CountMode } from "./clients/counting.ts";
import { isPodId } from "./pod-id.ts";
import { pushReports, type PushOptions } from "./push/push-reports.ts";
import { answerReport, type ReportAnswer } from "./report/report-answer.ts";
import { buildWorkloadReport, isCapacity, type WorkloadReport } from "./report/workload-report.ts";
import type { ObservedServer } from "./server/http-server.ts";
import { observeServer } from "./server/observe-server.ts";
import { stopOnSignal, type StopOnSignalOptions } from "./stop/stop-on-signal.ts";
import { createStopper, type StopOptions, type StopResult } from "./stop/stopper.ts";
import { emitWarning, guardWarn, type Warn } from "./warn.ts";

/** Paths at which health probes commonly ask. */
const PROBE_PATHS = ["/livez", "/readyz", "/healthz"];

/** Settings of a workload reporter; each has a default. */
export interface WorkloadReporterOptions {
  /** The pod's id, see `podIdFromEnvironment`. Default: left out, the report speaks for the pod asked. */
  podId?: string | undefined;
  /** Clients the pod takes. Default null: no limit. */
  capacity?: number | null | undefined;
  /** Begin as draining. Default false. */
  draining?: boolean | undefined;
  /** What counts as a client at an observed server. Default `requests`. */
  count?: CountMode | undefined;
  /** Path of the report. Default `/workload`. */
  path?: string | undefined;
  /** Paths of health probes, which never count. Default `/livez`, `/readyz`, `/healthz`. */
  probePaths?: readonly string[] | undefined;
  /** Told what the reporter could not do as asked. Default: a warning of the process. */
  onWarning?: Warn | undefined;
}

/** A request, as far as the report's handler reads it. */
export interface ReportRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** A response, as far as the report's handler writes it; that of `node:http` or `node:http2`. */
export interface ReportResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** Counts an application's clients and reports them. None of its methods throws. */
export interface WorkloadReporter {
  /** Clients connected now. */
  readonly clients: number;
  /** Whether the pod asks for no new clients. */
  readonly draining: boolean;
  /** Path of the report. */
  readonly path: string;
  /** The report as it is served. */
  report(): WorkloadReport;
  /** The answer to a request for the report, for frameworks of another make; undefined at other paths. */
  answer(method: string | undefined, target: string | undefined): ReportAnswer | undefined;
  /** Answers a request for the report and returns true; leaves others alone and returns false. */
  handler(request: ReportRequest, response: ReportResponse): boolean;
  /** Counts the clients of a server as `count` says, once however often called. Returns a function that stops it. */
  observe(server: ObservedServer): () => void;
  /** Counts a client by hand. Those that share a key are one client. Returns its release. */
  clientConnected(key?: unknown): Release;
  /** States how many clients there are beside those counted otherwise. */
  setClients(count: number): void;
  /**
   * Sends the report again and again to a lookup service that cannot ask the pod. Needs a `podId`.
   * Ends with the stop, or with the returned function.
   */
  push(options: PushOptions): () => void;
  /** Asks for no new clients. */
  drain(): void;
  /** Drains, waits for clients to leave, closes the server. Never rejects. */
  stop(options?: StopOptions): Promise<StopResult>;
  /** As {@link WorkloadReporter.stop}, begun by a signal; a second signal ends the wait at once. */
  stopOnSignal(options?: StopOnSignalOptions): Promise<StopResult>;
}

/**
 * Creates a reporter of this process's workload.
 *
 * @example
 * ```ts
 * const reporter = createWorkloadReporter({ capacity: 100 });
 * const server = createServer((request, response) => {
 *   if (reporter.handler(request, response)) return;
 *   response.end("hello");
 * });
 * reporter.observe(server);
 * reporter.stopOnSignal({ server });
 * ```
 */
export function createWorkloadReporter(options: WorkloadReporterOptions = {}): WorkloadReporter {
  const warn = guardWarn(options.onWarning ?? emitWarning);
  const path = options.path ?? PATH_WORKLOAD;
  const ledger = createClientLedger();
  let draining = options.draining ?? false;

  let podId = options.podId;
  if (podId !== undefined && !isPodId(podId)) {
    warn(`podId ${JSON.stringify(podId)} is no pod id (a-z 0-9 . -); the report leaves it out`);
    podId = undefined;
  }
  let capacity = options.capacity ?? null;
  if (capacity !== null && !isCapacity(capacity)) {
    warn(`capacity ${String(capacity)} is no number above 0; the report states no limit`);
    capacity = null;
  }

  const rule = createCountingRule({
    mode: options.count ?? "requests",
    ignoredPaths: new Set([path, ...(options.probePaths ?? PROBE_PATHS)]),
    onPredicateError: (error) => warn(`count failed, the request counts as a client: ${String(error)}`),
  });
  const drain = (): void => {
    draining = true;
  };
  const observed = new WeakMap<ObservedServer, () => void>();
  const stopper = createStopper(ledger, drain, warn);
  const report = (): WorkloadReport =>
    buildWorkloadReport({ podId, clients: ledger.clients, capacity, draining });
  const answer = (method: string | undefined, target: string | undefined): ReportAnswer | undefined =>
    pathOf(target) === path ? answerReport(method, report()) : undefined;

  return {
    get clients() {
      return ledger.clients;
    },
    get draining() {
      return draining;
    },
    path,
    report,
    answer,
    handler(request, response) {
      if (response.headersSent) return false;
      const answered = answer(request.method, request.url);
      if (!answered) return false;
      response.writeHead(answered.status, { ...answered.headers });
      response.end(answered.body);
      return true;
    },
    observe(server) {
      const known = observed.get(server);
      if (known) return known;
      const end = observeServer(server, ledger, rule);
      const endOnce = (): void => {
        if (observed.get(server) !== endOnce) return;
        observed.delete(server);
        end();
      };
      observed.set(server, endOnce);
      return endOnce;
    },
    clientConnected: (key) => ledger.connect(key),
    setClients(count) {
      if (!ledger.set(count)) warn(`setClients(${String(count)}) is no number; the count stays as it was`);
    },
    push(pushOptions) {
      const endPush = pushReports(report, pushOptions, warn);
      void stopper.stopped.then(endPush);
      return endPush;
    },
    drain,
    stop: (stopOptions = {}) => stopper.stop(stopOptions),
    stopOnSignal: (stopOptions = {}) => stopOnSignal(stopper, stopOptions),
  };
}
