/** How an API server is reached. */
export interface ApiEndpoint {
  /** `https://127.16.0.1:6443`, or `http://…` for a proxy. */
  readonly url: string;
  /** Certificates that the server's own is held against, PEM; absent without TLS. */
  readonly certificateAuthority?: string | undefined;
  /** Name in the server's certificate. */
  readonly serverName?: string | undefined;
  /** Bearer token of the user. */
  readonly token: string;
}

/** Writes a kubeconfig with one context, as JSON, which is YAML too. */
export function formatKubeconfig({ url, certificateAuthority, serverName, token }: ApiEndpoint): string {
  const cluster = {
    server: url,
    ...(certificateAuthority !== undefined && {
      "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64"),
    }),
    ...(serverName !== undefined && { "tls-server-name": serverName }),
    // Clients refuse to send a token without TLS unless they are told so.
    ...(url.startsWith("http:") && { "insecure-skip-tls-verify": true }),
  };
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "testbed", cluster }],
      users: [{ name: "user", user: { token } }],
      contexts: [{ name: "testbed", context: { cluster: "testbed", user: "user" } }],
      "current-context": "testbed",
    },
    undefined,
    2,
  )}\n`;
}
