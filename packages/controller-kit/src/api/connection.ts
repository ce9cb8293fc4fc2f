import { createHash } from "node:crypto";
import { Agent as PlainAgent, type OutgoingHttpHeaders, type RequestOptions } from "node:http";
import { Agent as TlsAgent, type AgentOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

/** What a request is sent with. */
export type ConnectionOptions = Omit<RequestOptions, "headers"> & {
  readonly headers?: OutgoingHttpHeaders | undefined;
};

/** Connections to the API server of a kubeconfig, kept open between requests. */
export interface Connection {
  /** Base URL, without a slash at its end. */
  readonly server: string;
  /** Agent and credentials for one request. Credentials are read anew each time: tokens expire. */
  requestOptions(): Promise<ConnectionOptions>;
  /** Closes idle connections. */
  close(): void;
}

/** What a TLS connection is set up with. */
const TLS_OPTIONS = ["ca", "cert", "key", "pfx", "passphrase", "rejectUnauthorized", "servername"] as const;

/**
 * Prepares connections. The client library makes agents that open a connection for every request;
 * here they are kept, one set for each set of certificates. A proxy of the kubeconfig is left to it.
 *
 * @throws Error when the kubeconfig has no current cluster.
 */
export function createConnection(kubeConfig: KubeConfig): Connection {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) {
    throw new Error("The kubeconfig has no current cluster. Load one, or set its current context.");
  }
  const agents = new Map<string, PlainAgent | TlsAgent>();
  const isTls = cluster.server.startsWith("https:");

  const agentFor = (options: AgentOptions): PlainAgent | TlsAgent => {
    const settings = Object.fromEntries(TLS_OPTIONS.map((name) => [name, options[name]]));
    const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
    const kept = agents.get(key);
    if (kept !== undefined) return kept;
    const agent = isTls
      ? new TlsAgent({ keepAlive: true, keepAliveMsecs: 30_000, ...settings })
      : new PlainAgent({ keepAlive: true, keepAliveMsecs: 30_000 });
    // Certificates that were replaced are not used again.
    for (const old of agents.values()) old.destroy();
    agents.clear();
    agents.set(key, agent);
    return agent;
  };

  return {
    server: cluster.server.replace(/\/+$/, ""),
    async requestOptions() {
      const options: ConnectionOptions & AgentOptions = {};
      await kubeConfig.applyToHTTPSOptions(options);
      return cluster.proxyUrl === undefined ? { ...options, agent: agentFor(options) } : options;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}
