import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "@fairlead/test-support";
import { expect, it, onTestFinished } from "vitest";
import { followLookup } from "./follow-lookup.ts";

const POOL = "default/chat";

async function setUp() {
  const streams: ServerResponse[] = [];
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(":\n\n");
    streams.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let told = 0;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const end = followLookup(url, POOL, () => (told += 1));
  onTestFinished(() => {
    end();
    server.close().closeAllConnections();
  });
  const stream = (number: number): Promise<ServerResponse> =>
    until(`stream ${number} is open`, () => streams[number - 1]);
  const tell = (to: ServerResponse, event: string, data: object): void =>
    void to.write(`event: ${event}\ndata: ${JSON.stringify({ pool: POOL, ...data })}\n\n`);
  return { end, paths, stream, streams, tell, told: () => told };
}
const pod = (clients: number | null, load = 1) => ({ podId: "chat-1-a", clients, load });

it("tells of other clients and other states, not of other loads", async () => {
  const { paths, stream, tell, told } = await setUp();
  const first = await stream(1);
  tell(first, "pool", { pods: [pod(2)] });
  await until("the pool is told of", () => told() === 1);
  tell(first, "load", { pods: [pod(2, 3.5)] });
  tell(first, "load", { pods: [pod(3)] });
  await until("another client is told of", () => told() === 2);
  tell(first, "load", { pods: [pod(3, 2)] });
  tell(first, "pod-state", { podId: "chat-1-a", state: "draining" });
  await until("another state is told of", () => told() === 3);
  expect(paths).toEqual(["/v1/pools/default/chat/events"]);
});

it("follows through restarts, and through what it cannot read", async () => {
  const { stream, tell, told } = await setUp();
  (await stream(1)).end();
  const second = await stream(2);
  second.write("event: pool\ndata: {\n\n");
  const third = await stream(3);
  tell(third, "pool", { pods: [pod(null)] });
  await until("the pool is told of", () => told() === 1);
});

it("ends when it is told to", async () => {
  const { end, stream } = await setUp();
  const first = await stream(1);
  const closed = new Promise((resolve) => first.once("close", resolve));
  end();
  await closed;
});
