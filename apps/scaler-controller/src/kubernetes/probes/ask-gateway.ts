import { request as requestPlain, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import { HEADER_POD, HEADER_PROBE, HEADER_ROUTE } from "@fairlead/routing-schema";
import type { ProbeTarget } from "../routes/probe-target.ts";

/** A question to one gateway: which route takes a request for this pod? */
export interface ProbeQuestion {
  /** Of the gateway's pod. */
  readonly address: string;
  /** Of the gateway's pod. */
  readonly port: number;
  readonly target: ProbeTarget;
  readonly path: string;
  readonly routeId: string;
  /** Has the gateway's filter let the probe choose its route; absent where there is no filter. */
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

/**
 * What a gateway shows. `led`: the pod behind the route answered; `routed`: the route took it, and nobody answered;
 * `elsewhere`: no route of a pod took it; `silent`: the gateway did not answer, or not as a route would have it.
 */
export type ProbeAnswer =
  | { readonly kind: "led" | "routed"; readonly mark: string }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "silent"; readonly reason: string };

/** Envoy adds it to answers of a pod, and to none of its own. */
const HEADER_ANSWERED = "x-envoy-upstream-service-time";
const FIRST_GATEWAY_ERROR = 500;
/** What Envoy says of its own before it looks for a route: who may come, and how often. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 429]);

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function readAnswer({ headers, statusCode = 0 }: IncomingMessage, routeId: string): ProbeAnswer {
  const mark = one(headers[HEADER_ROUTE]);
  const isOfPod = headers[HEADER_ANSWERED] !== undefined;
  if (mark === undefined) {
    return REFUSED.has(statusCode) && !isOfPod
      ? { kind: "silent", reason: `the gateway refuses probes with ${statusCode}` }
      : { kind: "elsewhere" };
  }
  // Whoever has led it to another pod has not asked the routes for this one: the gateway's filter, as a rule.
  if (!mark.startsWith(`${routeId}.`)) {
    return { kind: "silent", reason: `the gateway has led a probe for ${routeId} over the route ${mark}` };
  }
  return { kind: statusCode < FIRST_GATEWAY_ERROR || isOfPod ? "led" : "routed", mark };
}

/** Sends a probe through a gateway. Never rejects. */
export function askGateway(question: ProbeQuestion, signal: AbortSignal): Promise<ProbeAnswer> {
  const { address, path, port, routeId, target, timeoutMs, token } = question;
  const options: RequestOptions & { servername?: string; rejectUnauthorized?: boolean } = {
    host: address,
    port,
    path,
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      host: target.host,
      "user-agent": "fairlead-scaler-probe",
      [HEADER_POD]: routeId,
      ...(token === undefined ? {} : { [HEADER_PROBE]: token }),
    },
    // Which route is taken is asked, not who the gateway is: its address comes from the API server.
    ...(target.isTls ? { servername: target.host, rejectUnauthorized: false } : {}),
  };
  return new Promise((resolve) => {
    const silent = (reason: string): void => resolve({ kind: "silent", reason });
    try {
      const sent = (target.isTls ? requestTls : requestPlain)(options, (response) => {
        response.destroy();
        resolve(readAnswer(response, routeId));
      });
      sent.on("error", ({ message }) => silent(message));
      // A connection can end without an answer and without an error, as by a change of protocol.
      sent.on("close", () => silent("the connection was closed without an answer"));
      sent.end();
    } catch (error) {
      // A token or path of which no request can be made.
      silent(error instanceof Error ? error.message : String(error));
    }
  });
}
