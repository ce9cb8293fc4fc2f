import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { workloadReportSchema } from "../../packages/routing-schema/src/index.ts";

let server: ChildProcess;
let url: string;

async function start(environment: Record<string, string>): Promise<void> {
  server = spawn("python3", [new URL("server.py", import.meta.url).pathname], {
    env: { PATH: process.env["PATH"], HOST: "127.0.0.3", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!server.stdout) throw new Error("the server has no standard output");
  [url] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
}

beforeEach(() => start({ FAIRLEAD_POD_ID: "counter-1", CAPACITY: "4" }));

afterEach(async () => {
  const exited = once(server, "exit");
  server.kill("SIGKILL");
  await exited;
});

const readReport = async () => workloadReportSchema.parse(await (await fetch(`${url}/workload`)).json());

async function openStream(): Promise<IncomingMessage> {
  const [response] = (await once(get(`${url}/stream?podId=counter-1`), "response")) as [IncomingMessage];
  response.on("error", () => {});
  return response;
}

const untilClients = (clients: number) =>
  vi.waitFor(async () => expect((await readReport()).clients).toBe(clients), { timeout: 10_000 });

test("listens where HOST says and reports nobody at first", async () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.3:\d+$/);
  expect(await readReport()).toEqual({ clients: 0, capacity: 4, draining: false });
});

test("the report rises with each stream and falls with each that goes", async () => {
  const streams = await Promise.all([openStream(), openStream(), openStream()]);
  await untilClients(3);
  streams[0]?.destroy();
  await untilClients(2);
  for (const stream of streams) stream.destroy();
  await untilClients(0);
});

test("the stream says who serves it and goes on", async () => {
  const stream = await openStream();
  expect(stream.headers["x-served-by"]).toBe("counter-1");
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  await vi.waitFor(() => expect(text).toBe("data: counter-1\n\ndata: tick\n\ndata: tick\n\n"), {
    timeout: 10_000,
  });
  stream.destroy();
});

test("clients that vanish, some with half a request, leave the server in order", async () => {
  const port = Number(new URL(url).port);
  for (const request of [
    "",
    "GET /stre",
    "GET /stream HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET /workload HTTP/1.1\r\n\r\n",
  ]) {
    const socket = connect(port, "127.0.0.3");
    await once(socket, "connect");
    socket.write(request);
    await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
  }
  const kept = await openStream();
  await untilClients(1);
  kept.destroy();
  await untilClients(0);
  expect(server.exitCode).toBeNull();
});

test("text beyond ASCII in a path has its right length", async () => {
  const socket = connect(Number(new URL(url).port), "127.0.0.3");
  socket.write("GET /\xe9 HTTP/1.1\r\nconnection: close\r\n\r\n", "latin1");
  let text = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) text += chunk.toString("utf8");
  expect(text).toMatch(/content-length: 21\r\n/);
  expect(text).toMatch(/counter-1 serves \/é\n$/);
});

test("without settings the report is still a report", async () => {
  const before = server;
  await start({});
  before.kill("SIGKILL");
  expect(await readReport()).toEqual({ clients: 0, capacity: null, draining: false });
});
