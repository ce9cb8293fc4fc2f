import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import { startPod, startTestGateway, testEnvoyPath, whoAnswers } from "../testing/test-gateway.ts";
import { startLocalGateway } from "./start-local-gateway.ts";

async function refusesConnections({ host, port }: { host: string; port: number }): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

const routing = { mode: "routes" } as const;

test("stop leaves no process and no directory, and may be called again", async () => {
  const gateway = await startTestGateway({ pods: [], routing });
  expect(isRunning(gateway.pid)).toBe(true);
  expect(existsSync(gateway.directory)).toBe(true);
  await Promise.all([gateway.stop(), gateway.stop()]);
  await gateway.stop();
  expect(isRunning(gateway.pid)).toBe(false);
  expect(existsSync(gateway.directory)).toBe(false);
  expect(await gateway.exited).toEqual({ code: 0, signal: null, expected: true });
});

test("stop lets a request under way end", async () => {
  const answer: (() => void)[] = [];
  const pod = await startPod("a-pod", {
    onRequest: (_request, response) => void answer.push(() => response.end("late")),
  });
  const gateway = await startTestGateway({ pods: [pod], routing });
  const response = whoAnswers(gateway);
  await waitFor(() => answer.length === 1);
  const stopped = gateway.stop({ drainTimeoutMs: 20_000 });
  await waitFor(() => refusesConnections(gateway));
  answer[0]?.();
  expect(await response).toBe("late");
  await stopped;
});

test("stop does not wait longer than it is told", async () => {
  const pod = await startPod("a-pod", { onRequest: () => {} });
  const gateway = await startTestGateway({ pods: [pod], routing });
  const response = whoAnswers(gateway).catch(() => "cut");
  await waitFor(
    async () =>
      (await gateway.stats("http.gateway.downstream_rq_active"))["http.gateway.downstream_rq_active"] === 1,
  );
  await gateway.stop({ drainTimeoutMs: 50 });
  expect(await response).toBe("cut");
});

test("an Envoy that does not react to SIGTERM is killed", async () => {
  const gateway = await startTestGateway({ pods: [], routing });
  process.kill(gateway.pid, "SIGSTOP");
  await gateway.stop({ drainTimeoutMs: 0 });
  expect(isRunning(gateway.pid)).toBe(false);
  expect(await gateway.exited).toMatchObject({ signal: "SIGKILL", expected: true });
});

test("a crash of Envoy is noticed, and later calls say so", async () => {
  const gateway = await startTestGateway({ pods: [], routing });
  process.kill(gateway.pid, "SIGKILL");
  expect(await gateway.exited).toEqual({ code: null, signal: "SIGKILL", expected: false });
  expect(existsSync(gateway.directory)).toBe(false);
  await expect(gateway.update({ pods: [] })).rejects.toMatchObject({ code: "gateway_stopped" });
  await expect(gateway.stats()).rejects.toMatchObject({ code: "gateway_stopped" });
  expect(await gateway.resourceUsage()).toBeUndefined();
  await gateway.stop();
});

test("a crash during an update rejects it", async () => {
  const gateway = await startTestGateway({ pods: [], routing });
  process.kill(gateway.pid, "SIGSTOP");
  const update = gateway.update({ pods: [await startPod("a-pod")] });
  process.kill(gateway.pid, "SIGKILL");
  await expect(update).rejects.toMatchObject({ code: "gateway_stopped" });
});

test.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
  "Envoy and its directory go with a parent that ends by %s",
  async (signal) => {
    const fixture = fileURLToPath(new URL("../testing/hold-gateway.ts", import.meta.url));
    const parent = spawn(process.execPath, [fixture, await testEnvoyPath()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = await once(parent.stdout, "data");
    const { directory, pid } = JSON.parse(String(line)) as { directory: string; pid: number };
    expect(isRunning(pid)).toBe(true);
    parent.kill(signal);
    await waitFor(() => !isRunning(pid) && !existsSync(directory));
  },
);

test("files stay in a directory that is given", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const gateway = await startTestGateway({ pods: [], routing, directory });
  await gateway.stop();
  expect(readdirSync(directory).sort()).toEqual([
    "admin-address",
    "bootstrap.json",
    "clusters.json",
    "endpoints.json",
    "listeners.json",
    "routes.json",
  ]);
  const again = await startTestGateway({ pods: [await startPod("a-pod")], routing, directory });
  expect(await whoAnswers(again)).toBe("a-pod");
});

test("a port that another process listens on is an error that names it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(startTestGateway({ pods: [], routing, listen: { port } })).rejects.toMatchObject({
    code: "gateway_address_in_use",
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
});

test("a port that another gateway listens on is an error, too", async () => {
  const { port } = await startTestGateway({ pods: [], routing });
  await expect(startTestGateway({ pods: [], routing, listen: { port } })).rejects.toMatchObject({
    code: "gateway_address_in_use",
  });
});

test("a fixed port can be used again at once", async () => {
  const first = await startTestGateway({ pods: [], routing });
  const { port } = first;
  await whoAnswers(first);
  await first.stop();
  const pod = await startPod("a-pod");
  const second = await startTestGateway({ pods: [pod], routing, listen: { port } });
  expect(second.port).toBe(port);
  expect(await whoAnswers(second)).toBe("a-pod");
});

test("IPv6 works for the gateway and for pods", async () => {
  const gateway = await startTestGateway({ pods: [], routing, listen: { host: "::1" } });
  expect(gateway.address).toBe(`http://[::1]:${gateway.port}`);
  await gateway.update({
    pods: [{ podId: "a", routeId: "a", endpoint: "[::1]:9", state: "open" }],
  });
  expect(await whoAnswers(gateway)).toMatch(/^503 /);
});

test.each([
  [{ host: "localhost" }, /listen\.host "localhost"/],
  [{ port: 70_000 }, /listen\.port 70000/],
])("listen %j is refused", async (listen, message) => {
  await expect(startTestGateway({ pods: [], routing, listen })).rejects.toThrow(message);
});

test("an address that this machine does not have is refused", async () => {
  const started = startTestGateway({
    pods: [],
    routing,
    listen: { host: "192.0.2.1", port: 8080 },
  });
  await expect(started).rejects.toMatchObject({ code: "gateway_start_failed" });
  const withFreePort = startTestGateway({ pods: [], routing, listen: { host: "192.0.2.1" } });
  await expect(withFreePort).rejects.toThrow(/192\.0\.2\.1/);
});

test("what Envoy says is in the error when it cannot be started", async () => {
  const missing = startLocalGateway({ envoyPath: "/nonexistent/envoy", pods: [], routing });
  await expect(missing).rejects.toMatchObject({
    code: "gateway_start_failed",
    message: expect.stringMatching(/not found/) as string,
  });
  const faulty = startTestGateway({
    pods: [],
    routing,
    runtime: { key: [1] },
    extraClusters: [{ name: "untyped" }],
  });
  await expect(faulty).rejects.toMatchObject({
    code: expect.stringMatching(/^gateway_/) as string,
  });
});

test("two gateways run side by side", async () => {
  const [a, b] = [await startPod("a-pod"), await startPod("b-pod")];
  const [first, second] = await Promise.all([
    startTestGateway({ pods: [a], routing }),
    startTestGateway({ pods: [b], routing, concurrency: 2 }),
  ]);
  expect([await whoAnswers(first), await whoAnswers(second)]).toEqual(["a-pod", "b-pod"]);
});

test("the resources that Envoy uses grow with its work", async () => {
  const gateway = await startTestGateway({ pods: [await startPod("a-pod")], routing });
  const before = await gateway.resourceUsage();
  for (let request = 0; request < 50; request += 1) await whoAnswers(gateway);
  const after = await gateway.resourceUsage();
  if (process.platform !== "linux") {
    expect([before, after]).toEqual([undefined, undefined]);
    return;
  }
  expect(after?.cpuMicroseconds).toBeGreaterThan(before?.cpuMicroseconds ?? Infinity);
  expect(after?.residentBytes).toBeGreaterThan(10_000_000);
});
