import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { SELF_SIGNED, until } from "@fairlead/test-support";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { callApi, type ApiAnswer } from "../kubernetes/call-api.ts";
import { TestbedError } from "../binaries/testbed-error.ts";

/** A metrics API behind the API server, as metrics-server and adapters of custom metrics are. */
export interface MetricsServer {
  /** Answers by path, decoded, with the query. Anything else that is asked of a namespace is answered with 404. */
  readonly answers: Map<string, unknown>;
  /** What was asked for so far, in the same form. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** What a metrics server is made of. */
export interface MetricsServerOptions {
  /** Of an administrator. */
  readonly endpoint: ApiEndpoint;
  /** There, in which it gets a Service. */
  readonly namespace: string;
  /** What it serves: `<version>.<group>`. */
  readonly groupVersions: readonly string[];
  /** Where the API server reaches a port of this process. Default: at 127.0.0.1, by the same port. */
  readonly reachedAt?:
    | ((port: number) => Promise<{ readonly host: string; readonly port: number }>)
    | undefined;
}

const SERVICE = "metrics";
const API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
const NO_METRIC = {
  kind: "Status",
  status: "Failure",
  code: 404,
  reason: "NotFound",
  message: "no such metric",
};

interface ApiService {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/**
 * Starts a metrics API, and has the API server lead to it what is asked of its groups.
 *
 * @throws TestbedError when the API server does not take it.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { endpoint, groupVersions, namespace, reachedAt } = options;
  const answers = new Map<string, unknown>();
  const asked: string[] = [];
  const server = createServer(SELF_SIGNED, (request, response) => {
    const path = decodeURIComponent(request.url ?? "").replaceAll("+", " ");
    const isMetric = path.includes("/namespaces/");
    if (isMetric) asked.push(path);
    // The API server itself asks whether the group is there.
    const answer = isMetric ? answers.get(path) : { kind: "APIResourceList", resources: [] };
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? NO_METRIC));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: ownPort } = server.address() as AddressInfo;
  const { host, port } = (await reachedAt?.(ownPort)) ?? { host: "127.0.0.1", port: ownPort };

  async function create(path: string, body: object): Promise<void> {
    const { status, text }: ApiAnswer = await callApi(endpoint, { method: "POST", path, body });
    if (status !== 201) throw new TestbedError(`POST ${path} was answered with ${status}: ${text}`);
  }
  const isAvailable = async (name: string): Promise<boolean> => {
    const { text } = await callApi(endpoint, { path: `${API_SERVICES}/${name}` });
    const { status } = JSON.parse(text) as ApiService;
    return status?.conditions?.some((one) => one.type === "Available" && one.status === "True") === true;
  };
  await create(`/api/v1/namespaces/${namespace}/services`, {
    metadata: { name: SERVICE },
    // There is no kube-proxy that would lead an address of the cluster anywhere.
    spec: { type: "ExternalName", externalName: host },
  });
  for (const name of groupVersions) {
    const [version = "", ...group] = name.split(".");
    await create(API_SERVICES, {
      metadata: { name },
      spec: {
        version,
        group: group.join("."),
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: SERVICE, namespace, port },
      },
    });
    await until(`${name} is available`, () => isAvailable(name));
  }
  return {
    answers,
    asked,
    async close() {
      for (const name of groupVersions)
        await callApi(endpoint, { method: "DELETE", path: `${API_SERVICES}/${name}` });
      server.closeAllConnections();
      server.close();
    },
  };
}
