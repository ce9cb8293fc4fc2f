import { TestbedError } from "../binaries/testbed-error.ts";
import type { ApiEndpoint } from "./api-endpoint.ts";
import { callApi } from "./call-api.ts";

/** What a token is asked for. */
export interface TokenRequestOptions {
  readonly namespace: string;
  /** Of the service account. */
  readonly name: string;
  /** Default 3,600; the API server gives no less than 600. */
  readonly expirationSeconds?: number | undefined;
  /** Default: the API server itself. */
  readonly audience?: string | undefined;
  /** A pod with whose end the token ends. */
  readonly pod?: { readonly name: string; readonly uid: string } | undefined;
}

/** A token of a service account. */
export interface ServiceAccountToken {
  readonly token: string;
  /** Since the epoch. */
  readonly expiresAtMs: number;
}

/**
 * Asks the API server for a token of a service account.
 *
 * @throws TestbedError when it refuses, as it does for an account that is not there.
 */
export async function requestToken(
  endpoint: ApiEndpoint,
  options: TokenRequestOptions,
): Promise<ServiceAccountToken> {
  const { audience, expirationSeconds = 3_600, name, namespace, pod } = options;
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {
      expirationSeconds,
      audiences: audience === undefined ? [] : [audience],
      ...(pod !== undefined && { boundObjectRef: { apiVersion: "v1", kind: "Pod", ...pod } }),
    },
  };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const { status, text } = await callApi(endpoint, { method: "POST", path, body });
  if (status !== 201) {
    throw new TestbedError(`No token of the service account ${namespace}/${name}: ${status} ${text}`);
  }
  const granted = (JSON.parse(text) as { status: { token: string; expirationTimestamp: string } }).status;
  return { token: granted.token, expiresAtMs: Date.parse(granted.expirationTimestamp) };
}
