import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { StopOnSignalOptions } from "./stop-on-signal.ts";

const program = new URL("../testing/stoppable-server.ts", import.meta.url).pathname;

async function startProcess(options: StopOnSignalOptions = {}) {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const readLine = async () => String((await lines.next()).value);
  const port = Number(await readLine());
  const readReport = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/workload`)).json();
  const openSocket = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    socket.on("error", () => {});
    await once(socket, "open");
    return socket;
  };
  return { child, exit, port, readLine, readReport, openSocket };
}

test("on SIGTERM a process without clients ends by itself", async () => {
  const { child, exit, readLine } = await startProcess();
  child.kill("SIGTERM");
  expect(await readLine()).toBe("draining");
  expect(await readLine()).toBe('{"reason":"idle","clientsLeft":0}');
  expect(await exit).toEqual([0, null]);
});

test("clients are served until they leave, and the report says draining", async () => {
  const { child, exit, port, readLine, readReport, openSocket } = await startProcess();
  const socket = await openSocket();
  const stream = get({ port, host: "127.0.0.1", path: "/stream" });
  stream.on("error", () => {});
  await once(stream, "response");

  child.kill("SIGTERM");
  await readLine();
  expect(await readReport()).toEqual({ clients: 2, capacity: null, draining: true });
  stream.destroy();
  socket.send("still here?");
  expect(String((await once(socket, "message"))[0])).toBe("still here?");
  socket.close();
  expect(await readLine()).toBe('{"reason":"idle","clientsLeft":0}');
  expect(await exit).toEqual([0, null]);
});

test("an idle keep-alive connection does not hold the process", async () => {
  const { child, exit, port } = await startProcess();
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(get({ port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage];
  await once(response.resume(), "end");
  const [idle] = Object.values(agent.freeSockets).flat();
  const closed = once(idle ?? agent, "close");
  child.kill("SIGTERM");
  await closed;
  expect(await exit).toEqual([0, null]);
});

test("when the time is up, clients are cut off", async () => {
  const { child, exit, readLine, openSocket } = await startProcess({ timeoutMs: 20, closeTimeoutMs: 20 });
  const closed = once(await openSocket(), "close");
  child.kill("SIGTERM");
  await closed;
  await readLine();
  expect(await readLine()).toBe('{"reason":"timeout","clientsLeft":1}');
  expect(await exit).toEqual([0, null]);
});

test("a second signal ends the wait at once", async () => {
  const { child, exit, readLine, openSocket } = await startProcess({ signals: ["SIGTERM", "SIGINT"] });
  const closed = once(await openSocket(), "close");
  child.kill("SIGTERM");
  expect(await readLine()).toBe("draining");
  child.kill("SIGINT");
  await closed;
  expect(await readLine()).toBe('{"reason":"forced","clientsLeft":1}');
  expect(await exit).toEqual([0, null]);
});

test("a second signal ends a process that asked for its exit with the signal's code", async () => {
  const { child, exit, readLine, openSocket } = await startProcess({ exit: true });
  await openSocket();
  child.kill("SIGTERM");
  await readLine();
  child.kill("SIGTERM");
  expect(await exit).toEqual([143, null]);
});

test("after the stop a signal has its ordinary effect", async () => {
  const { child, exit, readLine } = await startProcess({ exit: false });
  child.kill("SIGTERM");
  await readLine();
  await readLine();
  child.kill("SIGTERM");
  expect(await exit).toEqual([null, "SIGTERM"]);
});
