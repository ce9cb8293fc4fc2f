import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createLocalWorkload } from "./local-workload.ts";
import type { PublishedPod } from "./pod-host.ts";

const POOL = "default/chat";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Answers on a free port; gives `127.0.0.1:port`. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const answer =
  (value: unknown, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  };

const NOW_MS = 50_000;
const FILE_REVISION = 5;
const workloadAt = (endpoint: string, pods: PublishedPod[] = [], waitingAtGateway = 0) =>
  createLocalWorkload({
    lookupUrl: `http://${endpoint}/`,
    pool: POOL,
    workload: { format: "json", path: "/workload" },
    host: {
      published: async () => ({ pods, fileRevision: FILE_REVISION }),
      waitingClients: async () => waitingAtGateway,
    },
    timeoutMs: 200,
    snapshotMaxAgeMs: 500,
    clock: { nowMs: () => NOW_MS },
  });

const published = (
  state: PublishedPod["state"],
  podId = "chat-1-a",
  fileRevision = FILE_REVISION,
): PublishedPod => ({
  routeId: "chat-1",
  podId,
  phaseRevision: 3,
  state,
  fileRevision,
});
const shown = (change: object = {}, revision: number | null = FILE_REVISION) => ({
  revision,
  waitingClients: 0,
  pods: [
    { podId: "chat-1-a", state: "open", status: "ready", clients: 4, capacity: 9, ageMs: 250, ...change },
  ],
});

describe("the view of the lookup service", () => {
  it("tells reports with the time that they were sampled", async () => {
    const workload = workloadAt(await serve(answer(shown())), [published("open")]);
    expect(await workload.view()).toEqual({
      observedAtMs: NOW_MS,
      waitingClients: 0,
      entries: [
        {
          routeId: "chat-1",
          phaseRevision: 3,
          state: "open",
          report: {
            podId: "chat-1-a",
            clients: 4,
            capacity: 9,
            sampledAtMs: NOW_MS - 250,
            draining: false,
          },
        },
      ],
    });
  });

  it("knows a pod that asks to be drained from one that is", async () => {
    const asks = workloadAt(await serve(answer(shown({ status: "draining" }))), [published("open")]);
    expect((await asks.view()).entries[0]?.report?.draining).toBe(true);
    const drains = workloadAt(await serve(answer(shown({ state: "draining", status: "draining" }))), [
      published("draining"),
    ]);
    expect((await drains.view()).entries[0]?.report?.draining).toBe(false);
  });

  it.each([
    ["shows another state than the file", published("draining"), FILE_REVISION],
    ["follows an earlier file", published("open"), FILE_REVISION - 1],
    ["follows a file of which the host has not said yet what it holds", published("open"), FILE_REVISION + 1],
    ["follows a file without a revision", published("open"), null],
    ["lists a pod that the file does not", published("unlisted"), FILE_REVISION],
    ["does not know the pod yet", published("open", "chat-1-b"), FILE_REVISION],
  ])("does not take a phase for read while the service %s", async (_, pod, revision) => {
    const workload = workloadAt(await serve(answer(shown({}, revision))), [pod]);
    expect((await workload.view()).entries[0]).not.toHaveProperty("phaseRevision");
  });

  it("takes a phase for read that an earlier file held already", async () => {
    const pod = published("open", "chat-1-a", FILE_REVISION - 2);
    const workload = workloadAt(await serve(answer(shown({}, FILE_REVISION - 1))), [pod]);
    expect((await workload.view()).entries[0]?.phaseRevision).toBe(3);
  });

  it("counts clients that wait at the gateway and at the service once", async () => {
    const endpoint = await serve(answer({ ...shown(), waitingClients: 2 }));
    expect((await workloadAt(endpoint, [], 1).view()).waitingClients).toBe(2);
    expect((await workloadAt(endpoint, [], 3).view()).waitingClients).toBe(3);
  });

  it("takes a pod for unlisted that is not shown", async () => {
    const workload = workloadAt(await serve(answer({ ...shown(), pods: [] })), [published("unlisted")]);
    expect((await workload.view()).entries).toEqual([
      { routeId: "chat-1", phaseRevision: 3, state: "unlisted" },
    ]);
  });

  it.each([
    ["another status", answer({}, 503)],
    ["another form", answer({ ...shown(), pods: [{ podId: 1 }] })],
    ["no JSON", answer("<html>")],
    ["nothing in time", () => {}],
  ] as const)("refuses %s", async (_, listener) => {
    const workload = workloadAt(await serve(listener));
    await expect(workload.view()).rejects.toMatchObject({ code: "lookup_service_unreachable" });
  });
});

describe("the report of a pod", () => {
  const read = async (listener: RequestListener) => {
    const workloadEndpoint = await serve(listener);
    return workloadAt(workloadEndpoint).read({ routeId: "chat-1", podId: "chat-1-a", workloadEndpoint });
  };

  it("counts from when it was asked for", async () => {
    expect(await read(answer({ podId: "chat-1-a", clients: 2 }))).toEqual({
      podId: "chat-1-a",
      clients: 2,
      capacity: null,
      draining: false,
      sampledAtMs: NOW_MS,
    });
  });

  it.each([
    ["of another pod", answer({ podId: "chat-2-a", clients: 0 })],
    ["with another status", answer({ clients: 0 }, 500)],
    ["that is a redirect", answer({ clients: 0 }, 302)],
    ["that is no JSON", answer("none")],
    ["without clients", answer({})],
    ["with clients below zero", answer({ clients: -1 })],
    ["that is endless", answer(`{"clients":0,"x":"${"x".repeat(70_000)}"}`)],
    ["that does not come", () => {}],
  ] as const)("is refused %s", async (_, listener) => {
    await expect(read(listener)).rejects.toMatchObject({ code: "workload_unreadable" });
  });
});
