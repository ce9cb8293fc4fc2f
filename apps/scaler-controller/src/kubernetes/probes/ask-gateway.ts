import { request as requestPlain, type RequestOptions } from "node:http";
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
 * `elsewhere`: no route of this pod took it; `silent`: the gateway did not answer.
 */
export type ProbeAnswer =
  | { readonly kind: "led" | "routed"; readonly mark: string }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "silent"; readonly reason: string };

/** Envoy adds it to answers of a pod, and to none of its own. */
const HEADER_ANSWERED = "x-envoy-upstream-service-time";
const FIRST_GATEWAY_ERROR = 500;

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

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
    const silent = (error: Error): void => resolve({ kind: "silent", reason: error.message });
    const sent = (target.isTls ? requestTls : requestPlain)(options, (response) => {
      const mark = one(response.headers[HEADER_ROUTE]);
      const isAnswered =
        (response.statusCode ?? 0) < FIRST_GATEWAY_ERROR || response.headers[HEADER_ANSWERED] !== undefined;
      response.destroy();
      if (mark === undefined || !mark.startsWith(`${routeId}.`)) resolve({ kind: "elsewhere" });
      else resolve({ kind: isAnswered ? "led" : "routed", mark });
    });
    sent.on("error", silent);
    sent.end();
  });
}
