import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import type { ClusterBed } from "../beds/cluster-bed.ts";
import type { Container } from "../kubelet/pod-object.ts";
import { callApi } from "../kubernetes/call-api.ts";

/** The server that pods of tests run. */
export const POD_SERVER = fileURLToPath(new URL("pod-server.ts", import.meta.url));

/** A server for pods of tests that tells what it finds inside. */
export const INSIDE_SERVER = fileURLToPath(new URL("inside-server.ts", import.meta.url));

/** An object as it is read. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into objects of many kinds
export type Anything = any;

/** Sends a request to the API server of a bed, and gives the object that it answers; `undefined` for 404. */
export async function call(bed: ClusterBed, method: string, path: string, body?: unknown): Promise<Anything> {
  const contentType = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const answer = await callApi(bed.endpoint, { method, path, body, contentType });
  if (answer.status === 404) return undefined;
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text);
}

/** Makes a namespace, and waits until pods may be created in it. */
export async function createNamespace(bed: ClusterBed, name: string): Promise<void> {
  await call(bed, "POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await until(`${name} is there`, () =>
    call(bed, "GET", `/api/v1/namespaces/${name}/serviceaccounts/default`),
  );
}

/** A Job of one pod that serves on port 8080. */
export const job = (
  name: string,
  container: Partial<Container> = {},
  spec: Record<string, unknown> = {},
): object => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name, labels: { app: "web" } },
  spec: {
    backoffLimit: 3,
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        restartPolicy: "Never",
        terminationGracePeriodSeconds: 20,
        containers: [
          {
            name: "web",
            image: "none.invalid/web",
            command: [process.execPath, POD_SERVER],
            ports: [{ name: "http", containerPort: 8080 }],
            readinessProbe: {
              httpGet: { path: "/readyz", port: "http" },
              periodSeconds: 1,
              failureThreshold: 1,
            },
            ...container,
            env: [
              { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              ...(container.env ?? []),
            ],
          },
        ],
        ...spec,
      },
    },
  },
});
