import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { createWorkloadReporter } from "../create-workload-reporter.ts";
import { listen } from "../testing/listen.ts";

test("several stops are one, and all resolve with its result", async () => {
  const reporter = createWorkloadReporter();
  const release = reporter.clientConnected();
  const onDraining = vi.fn();
  const stops = [reporter.stop({ onDraining }), reporter.stop({ onDraining }), reporter.stop()];
  expect(reporter.draining).toBe(true);
  release();
  expect(await Promise.all(stops)).toEqual(stops.map(() => ({ reason: "idle", clientsLeft: 0 })));
  expect(onDraining).toHaveBeenCalledTimes(1);
});

test("callbacks that fail become warnings and the stop goes on", async () => {
  const onWarning = vi.fn();
  const reporter = createWorkloadReporter({ onWarning });
  reporter.clientConnected();
  const result = await reporter.stop({
    timeoutMs: 1,
    onDraining: () => {
      throw new Error("no");
    },
    onTimeout: () => Promise.reject(new Error("neither")),
  });
  expect(result).toEqual({ reason: "timeout", clientsLeft: 1 });
  await vi.waitFor(() => expect(onWarning).toHaveBeenCalledTimes(2));
});

test("a server that does not listen is no obstacle", async () => {
  const reporter = createWorkloadReporter();
  expect(await reporter.stop({ server: createServer() })).toEqual({ reason: "idle", clientsLeft: 0 });
});

test("a response under way that does not count may finish, and its connection closes after it", async () => {
  const reporter = createWorkloadReporter({ count: "manual" });
  const finish = Promise.withResolvers<void>();
  const server = createServer((_, response) => {
    response.write("begin ");
    void finish.promise.then(() => response.end("end"));
  });
  reporter.observe(server);
  // The server itself would leave the connection open for ever.
  server.keepAliveTimeout = 0;
  const { url } = await listen(server);
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  const stopped = reporter.stop({ server, closeTimeoutMs: 60_000 });
  finish.resolve();
  expect(await text(response)).toBe("begin end");
  expect(await stopped).toEqual({ reason: "idle", clientsLeft: 0 });
  expect(server.listening).toBe(false);
});

test("one that never finishes is cut off in the end", async () => {
  const reporter = createWorkloadReporter({ count: "manual" });
  const server = createServer((_, response) => void response.write("begin"));
  const { url } = await listen(server);
  const asked = get(url);
  asked.on("error", () => {});
  await once(asked, "response");
  await reporter.stop({ server, closeTimeoutMs: 10 });
  await vi.waitFor(() => expect(asked.destroyed).toBe(true));
});

test("sessions of HTTP/2 end with the stop", async () => {
  const reporter = createWorkloadReporter();
  const server = createHttp2Server((_, response) => void response.write("hello"));
  reporter.observe(server);
  const { url } = await listen(server);
  const session = connectHttp2(url);
  session.on("error", () => {});
  const stream = session.request();
  stream.on("error", () => {});
  await once(stream, "response");
  const closed = once(session, "close");
  expect(await reporter.stop({ server, timeoutMs: 5, closeTimeoutMs: 5 })).toEqual({
    reason: "timeout",
    clientsLeft: 1,
  });
  await closed;
});

test("the listeners of signals go with a stop that the application begins", async () => {
  const reporter = createWorkloadReporter();
  const source = { on: vi.fn(), off: vi.fn(), exit: vi.fn() };
  const stopped = reporter.stopOnSignal({ source });
  await reporter.stop();
  await stopped;
  expect(source.off.mock.calls).toEqual(source.on.mock.calls);
  expect(source.exit).not.toHaveBeenCalled();
});
