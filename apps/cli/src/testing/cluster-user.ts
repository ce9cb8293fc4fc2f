import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callApi, formatKubeconfig, type ApiEndpoint } from "@fairlead/testbed";
import type { CliEvent, CliEvents } from "../events/cli-event.ts";
import { runProgram } from "../run-program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The custom resource. */
export const POD_POOL_CRD = fileURLToPath(new URL("../../../../deploy/crd/podpool.yaml", import.meta.url));

/** Sends one request to an API server, as its administrator. */
export async function send(
  endpoint: ApiEndpoint,
  method: string,
  path: string,
  body: object,
): Promise<unknown> {
  const contentType = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const { status, text } = await callApi(endpoint, { method, path, body, contentType });
  if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
  return JSON.parse(text);
}

/** Makes a namespace of its own, and gives its name. */
export async function createNamespace(
  endpoint: ApiEndpoint,
  name = `cli-${randomBytes(4).toString("hex")}`,
): Promise<string> {
  await send(endpoint, "POST", "/api/v1/namespaces", { metadata: { name } });
  return name;
}

/** What a user may do in a namespace, in the form of RBAC. */
export type Rule = { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] };

/** Who may read `PodPool`s, and nothing else. */
export const READS_POOLS: Rule = {
  apiGroups: ["fairlead.dev"],
  resources: ["podpools"],
  verbs: ["get", "list"],
};

/** A service account with these rights in its namespace, as an endpoint that carries its token. */
export async function createUser(
  endpoint: ApiEndpoint,
  namespace: string,
  rules: readonly Rule[],
): Promise<ApiEndpoint> {
  const name = `user-${randomBytes(4).toString("hex")}`;
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await send(endpoint, "POST", accounts, { metadata: { name } });
  await send(endpoint, "POST", `${rbac}/roles`, { metadata: { name }, rules });
  await send(endpoint, "POST", `${rbac}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
  const { status } = (await send(endpoint, "POST", `${accounts}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { audiences: null, expirationSeconds: 3_600 },
  })) as { status: { token: string } };
  return { ...endpoint, token: status.token };
}

/** A run of the program that has ended. */
export interface EndedRun {
  readonly code: number;
  readonly stdout: string;
  /** The only event of a run with `--output json`. */
  event<Name extends keyof CliEvents>(name: Name): Extract<CliEvent, { event: Name }>;
}

/** The program on the machine of a user whose kubeconfig leads to an API server. */
export async function userOf(endpoint: ApiEndpoint): Promise<(...words: string[]) => Promise<EndedRun>> {
  const home = await temporaryDirectory();
  const file = join(home, "kubeconfig");
  await writeFile(file, formatKubeconfig(endpoint), { mode: 0o600 });
  return async (...words) => {
    let stdout = "";
    const code = await runProgram(words, {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stdout += text) },
      environment: { HOME: home, XDG_RUNTIME_DIR: home, KUBECONFIG: file },
      workingDirectory: home,
      signals: new EventEmitter(),
      version: "0.0.0",
    });
    return {
      code,
      stdout,
      event(name) {
        const events = stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as CliEvent);
        const found = events.find(
          (event): event is Extract<CliEvent, { event: typeof name }> => event.event === name,
        );
        if (found === undefined) throw new Error(`There is no ${name} in:\n${stdout}`);
        return found;
      },
    };
  };
}
