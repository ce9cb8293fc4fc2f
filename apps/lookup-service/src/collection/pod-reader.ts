import {
  parseWorkloadReport,
  WORKLOAD_REPORT_ACCEPT,
  WORKLOAD_REPORT_MAX_BYTES,
  type WorkloadReport,
  type WorkloadSpec,
} from "@fairlead/routing-schema";
import { Client, errors, type Dispatcher } from "undici";
import type { Clock } from "../clock.ts";
import type { CollectionFault } from "./collection-fault.ts";
import { isContentTypeOf } from "./content-type.ts";

/** What reading a pod once came to. */
export type ReadOutcome = {
  /** From the request's start to the end of the answer, in ms. */
  readonly durationMs: number;
  /** Bytes of the body that were received. */
  readonly bytes: number;
} & (
  | {
      readonly report: WorkloadReport;
      /** The middle between the request's start and the end of its answer. */
      readonly sampledAtMs: number;
    }
  | { readonly fault: CollectionFault }
);

/** Reads the workload of one pod over one kept connection. */
export interface PodReader {
  /** Never rejects; one call at a time. */
  read(): Promise<ReadOutcome>;
  /** Closes the connection; a read under way ends as a fault. */
  close(): void;
}

/** What a reader is made of. */
export interface PodReaderOptions {
  readonly podId: string;
  /** `ip:port` */
  readonly endpoint: string;
  readonly workload: Exclude<WorkloadSpec, { format: "push" }>;
  /** Bound of the whole read, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

const KEEP_ALIVE_MS = 60_000;

function faultOf(error: Error & { code?: string }): CollectionFault {
  if (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  ) {
    return { cause: "timeout", detail: "The pod did not answer in time." };
  }
  switch (error.code) {
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
    case "ETIMEDOUT":
      return {
        cause: "connect",
        detail: `The pod cannot be connected to (${error.code}); check the endpoint and that the pod listens.`,
      };
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return { cause: "reset", detail: "The connection broke before the answer was complete." };
    default:
      return error.code?.startsWith("HPE_") === true || error instanceof errors.HTTPParserError
        ? { cause: "malformed", detail: `The answer is not HTTP (${error.code}).` }
        : { cause: "other", detail: `Reading failed: ${error.message.slice(0, 200)}` };
  }
}

/** Ends a read from inside: the fault is known before the connection is. */
class ReadAborted extends Error {
  readonly fault: CollectionFault;
  constructor(fault: CollectionFault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/** Creates a reader; it connects with its first read. Redirects are not followed. */
export function createPodReader({
  podId,
  endpoint,
  workload,
  timeoutMs,
  clock,
}: PodReaderOptions): PodReader {
  const { format } = workload;
  const request: Dispatcher.DispatchOptions = {
    method: "GET",
    path: workload.path,
    headers: { accept: WORKLOAD_REPORT_ACCEPT[format] },
  };
  let client: Client | undefined;
  let closed = false;

  function connect(): Client {
    client ??= new Client(`http://${endpoint}`, {
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: timeoutMs },
      maxHeaderSize: 16_384,
    });
    return client;
  }

  function disconnect(): void {
    const closing = client;
    client = undefined;
    void closing?.destroy().catch(() => {
      // The connection is gone either way.
    });
  }

  return {
    read() {
      return new Promise<ReadOutcome>((resolve) => {
        let startedAtMs = clock();
        let bytes = 0;
        let chunks: Buffer[] = [];
        let controller: Dispatcher.DispatchController | undefined;
        let settled = false;

        const settle = (
          outcome: (
            endedAtMs: number,
          ) => { report: WorkloadReport; sampledAtMs: number } | { fault: CollectionFault },
        ): void => {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          const endedAtMs = clock();
          resolve({ durationMs: endedAtMs - startedAtMs, bytes, ...outcome(endedAtMs) });
          chunks = [];
        };
        const fail = (fault: CollectionFault): void => {
          settle(() => ({ fault }));
          // What is left of the answer is not worth reading: the connection goes with it.
          if (controller === undefined) disconnect();
          else controller.abort(new ReadAborted(fault));
        };
        const timer = setTimeout(
          () => fail({ cause: "timeout", detail: `The pod did not answer within ${timeoutMs} ms.` }),
          timeoutMs,
        );

        if (closed) {
          fail({ cause: "other", detail: "The pod was removed." });
          return;
        }
        connect().dispatch(request, {
          onRequestStart(started) {
            controller = started;
            startedAtMs = clock();
          },
          onResponseStart(_, status, headers) {
            if (status < 200) return;
            if (status !== 200)
              fail({
                cause: "status",
                detail: `The pod answered ${status} at ${workload.path}; 200 is expected, redirects are not followed.`,
              });
            else {
              const contentType = headers["content-type"];
              const text = Array.isArray(contentType) ? contentType[0] : contentType;
              if (!isContentTypeOf(text, format)) {
                fail({
                  cause: "content_type",
                  detail: `The pod answered content-type ${JSON.stringify(text?.slice(0, 80))}; ${WORKLOAD_REPORT_ACCEPT[format]} is expected.`,
                });
              }
            }
          },
          onResponseData(_, chunk) {
            if (settled) return;
            bytes += chunk.length;
            if (bytes > WORKLOAD_REPORT_MAX_BYTES)
              fail({
                cause: "too_large",
                detail: `The report is longer than ${WORKLOAD_REPORT_MAX_BYTES} bytes.`,
              });
            else chunks.push(chunk);
          },
          onResponseEnd() {
            if (settled) return;
            const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
            const parsed = parseWorkloadReport(body.toString("utf8"), podId, workload);
            settle((endedAtMs) =>
              "fault" in parsed
                ? parsed
                : { report: parsed.report, sampledAtMs: (startedAtMs + endedAtMs) / 2 },
            );
          },
          onResponseError(_, error) {
            if (!settled)
              settle(() => ({
                fault: error instanceof ReadAborted ? error.fault : faultOf(error),
              }));
          },
        });
      });
    },
    close() {
      closed = true;
      disconnect();
    },
  };
}
