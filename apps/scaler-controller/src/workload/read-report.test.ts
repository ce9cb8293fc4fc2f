import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { workloadSpecSchema } from "@fairlead/routing-schema";
import { describe, expect, it, onTestFinished } from "vitest";
import type { PodReport } from "../interfaces/workload.ts";
import { readReport } from "./read-report.ts";

const NOW_MS = 5_000;
const unreadable = (reason: string) => ({
  code: "workload_unreadable",
  message: expect.stringContaining(reason),
});

async function read(listener: RequestListener, workload: unknown = { format: "json" }): Promise<PodReport> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return readReport({
    podId: "chat-1-a",
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    workload: workloadSpecSchema.parse(workload),
    timeoutMs: 30_000,
    clock: { nowMs: () => NOW_MS },
  });
}

describe("the report of a pod itself", () => {
  it("is read as JSON", async () => {
    const report = { podId: "chat-1-a", clients: 3, capacity: 10, draining: true };
    expect(await read((_, response) => response.end(JSON.stringify(report)))).toEqual({
      ...report,
      sampledAtMs: NOW_MS,
    });
  });

  it("is read from a page of Prometheus, at its path", async () => {
    const workload = { format: "prometheus", path: "/page", clientsMetric: "chats", capacity: 8 };
    const report = await read((request, response) => {
      if (request.url !== "/page") response.statusCode = 404;
      response.end('chats{room="a"} 2\nchats{room="b"} 1\nother 9\n');
    }, workload);
    expect(report).toEqual({
      podId: "chat-1-a",
      clients: 3,
      capacity: 8,
      draining: false,
      sampledAtMs: NOW_MS,
    });
    await expect(read((_, response) => response.end("other 9\n"), workload)).rejects.toMatchObject(
      unreadable("no sample of chats"),
    );
  });

  it.each([
    ["an error", 503, "{}", "it answers 503"],
    ["something else", 200, "hello", "not JSON"],
    ["a report of another pod", 200, '{"podId":"chat-2-b","clients":0}', "of the pod chat-2-b"],
    ["a page without an end", 200, "x".repeat(100_000), "65536"],
  ])("is none where the answer is %s", async (_, status, body, reason) => {
    const answered = read((_request, response) => response.writeHead(status).end(body));
    await expect(answered).rejects.toMatchObject(unreadable(reason));
  });

  it("is none of a pod that pushes", async () => {
    const answered = read((_, response) => response.end('{"clients":0}'), { format: "push" });
    await expect(answered).rejects.toMatchObject(unreadable("push what they have to say"));
  });
});
