import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { workloadSpecSchema } from "@fairlead/routing-schema";
import { expect, it, onTestFinished } from "vitest";
import { createKubernetesWorkload } from "./create-kubernetes-workload.ts";

const NOW_MS = 100_000;
const POD = { routeId: "chat-1", podId: "chat-1-a", workloadEndpoint: "127.0.0.1:9" };

/** A replica that was pushed this of the pod since it is closed. */
async function startReplica(report: object | null): Promise<string> {
  const phase = { podId: POD.podId, routeId: POD.routeId, phaseRevision: 4, state: "unlisted", report };
  const view = { revision: null, waitingClients: 0, pods: [], phases: { pods: [phase] } };
  const server = createServer((_, response) => response.end(JSON.stringify(view))).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const report = (clients: number, ageMs: number): object => ({
  clients,
  ageMs,
  capacity: null,
  draining: false,
});

async function workloadOf(...reports: readonly (object | null)[]) {
  const urls = await Promise.all(reports.map(startReplica));
  return createKubernetesWorkload({
    pool: "default/chat",
    replicas: { current: () => urls, watch: () => () => {} },
    workload: () => workloadSpecSchema.parse({ format: "push" }),
    timeoutMs: 30_000,
    snapshotMaxAgeMs: 1_000,
    clock: { nowMs: () => NOW_MS },
  });
}

it("reads what a closed pod pushed last, whichever replica it pushed that to", async () => {
  const workload = await workloadOf(report(0, 4_000), report(1, 200), null);
  expect(await workload.read(POD)).toEqual({
    podId: POD.podId,
    clients: 1,
    capacity: null,
    draining: false,
    sampledAtMs: NOW_MS - 200 - 5_000,
  });
});

it("reads nothing of a pod that has pushed nothing since it is closed", async () => {
  const workload = await workloadOf(null, null);
  await expect(workload.read(POD)).rejects.toMatchObject({ code: "workload_unreadable" });
});
