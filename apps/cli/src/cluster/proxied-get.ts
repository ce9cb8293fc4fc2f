import {
  request as requestPlain,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from "node:http";
import { request as requestTls } from "node:https";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node";

/** What came back through the API server. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly body: string;
}

/** A path of a pod's HTTP port. */
export interface PodPath {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  /** Begins with `/`. */
  readonly path: string;
}

const TIMEOUT_MS = 5_000;

/**
 * Asks a pod through the API server, with the user's credentials: `pods/proxy`. The kit's client speaks JSON with the API
 * server itself; this answer is the pod's, in the media type that is asked for.
 *
 * @throws Error when no answer comes within 5 s.
 */
export async function proxiedGet(
  kubeConfig: KubeConfig,
  { namespace, path, pod, port }: PodPath,
  accept: string,
): Promise<ProxiedAnswer> {
  const server = (kubeConfig.getCurrentCluster()?.server ?? "").replace(/\/+$/, "");
  const url = new URL(`${server}/api/v1/namespaces/${namespace}/pods/http:${pod}:${port}/proxy${path}`);
  const isTls = url.protocol === "https:";
  const credentials: Omit<RequestOptions, "headers"> & { headers?: OutgoingHttpHeaders } = {};
  await kubeConfig.applyToHTTPSOptions(credentials);
  // Its agent is one for TLS.
  const { agent, headers, ...options } = credentials;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = (isTls ? requestTls : requestPlain)(
      url,
      {
        ...options,
        ...(isTls ? { agent } : {}),
        headers: { ...headers, accept },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      resolve,
    );
    sent.once("error", reject);
    sent.end();
  });
  return { status: response.statusCode ?? 0, body: await text(response) };
}
