import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createPart, type Part } from "../process/part.ts";
import type { ApiEndpoint } from "./api-endpoint.ts";
import type { AuditFiles } from "./audit-log.ts";
import { callApi } from "./call-api.ts";
import type { Credentials } from "./credentials.ts";
import { commandAt, type PartPlace } from "./etcd.ts";

/** Range that addresses of Services are given from. */
export const SERVICE_ADDRESSES = "10.96.0.0/24";

/**
 * Address and port of the Service `kubernetes`, where pods look for the API server. As nothing programs
 * Services, an API server that pods are to find listens there itself.
 */
export const API_SERVICE = { host: "10.96.0.1", port: 443 } as const;

/** A name that is in the certificate which the API server makes for itself, whatever its address. */
const SERVER_NAME = "kubernetes.default.svc";

/** An API server and how it is reached. */
export interface ApiServer {
  readonly part: Part;
  /** Where it listens. */
  readonly url: string;
  /** The certificate that it made for itself. */
  readonly certificatePath: string;
  /** @throws NodeJS.ErrnoException before the first start. */
  endpoint(): Promise<ApiEndpoint>;
}

/** Settings of {@link createApiServer}. */
export interface ApiServerOptions {
  readonly etcdUrl: string;
  readonly credentials: Credentials;
  /** Absent: nothing is written down. */
  readonly audit?: AuditFiles | undefined;
  /** Default 6443. */
  readonly port?: number | undefined;
}

/** kube-apiserver over an etcd, with a certificate of its own making, RBAC, and tokens of service accounts. */
export function createApiServer(
  path: string,
  { audit, credentials, etcdUrl, port: securePort = 6443 }: ApiServerOptions,
  place: PartPlace,
): ApiServer {
  const { host, port } = place.reachedAt ?? { host: place.host, port: securePort };
  const certificates = join(place.directory, "certificates");
  const certificate = join(certificates, "apiserver.crt");
  const endpoint = async (): Promise<ApiEndpoint> => ({
    url: `https://${host}:${port}`,
    certificateAuthority: await readFile(certificate, "utf8"),
    serverName: SERVER_NAME,
    token: credentials.adminToken,
  });
  const part = createPart({
    name: "kube-apiserver",
    command: commandAt(place, [
      path,
      `--etcd-servers=${etcdUrl}`,
      `--bind-address=${place.host}`,
      `--secure-port=${securePort}`,
      `--cert-dir=${certificates}`,
      // Nobody dials it: the endpoints of the Service `kubernetes` are not kept.
      "--advertise-address=10.244.255.1",
      "--endpoint-reconciler-type=none",
      `--service-cluster-ip-range=${SERVICE_ADDRESSES}`,
      "--allow-privileged=true",
      "--authorization-mode=RBAC",
      `--token-auth-file=${credentials.tokenFile}`,
      `--service-account-issuer=https://${SERVER_NAME}`,
      `--service-account-key-file=${credentials.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
      "--disable-admission-plugins=ServiceAccount",
      ...(audit === undefined
        ? []
        : [`--audit-policy-file=${audit.policyPath}`, `--audit-log-path=${audit.logPath}`]),
    ]),
    environment: place.environment,
    directory: place.directory,
    isReady: async () =>
      existsSync(certificate) && (await callApi(await endpoint(), { path: "/readyz" })).status === 200,
  });
  return { part, url: `https://${place.host}:${securePort}`, certificatePath: certificate, endpoint };
}
