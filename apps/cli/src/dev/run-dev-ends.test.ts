import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { isRunning, waitFor } from "@fairlead/test-support";
import { describe, expect, onTestFinished, test } from "vitest";
import { dev, expectNothingLeft, ready, server } from "../testing/dev-run.ts";
import { runCli } from "../testing/run-cli.ts";

test("nothing is left when the program is killed", async () => {
  const run = dev(["--pods", "2", "--load", "clients=5"]);
  await ready(run);
  expect(run.pids()).toHaveLength(5);
  expect(run.pids().every((pid) => isRunning(pid))).toBe(true);
  run.signal("SIGKILL");
  await expectNothingLeft(run);
});

test("a reader of the output that goes away stops everything", async () => {
  const run = dev(["--pods", "1"]);
  await ready(run);
  run.closeOutput();
  expect(await run.exited).toEqual({ code: 0, signal: null });
  await expectNothingLeft(run);
});

test("a gateway that dies is started again at the same address, before the same pods", async () => {
  const run = dev(["--pods", "1"]);
  await ready(run);
  const { envoyPid, gateway } = await run.event("addresses");
  process.kill(envoyPid, "SIGKILL");
  expect(await run.event("gateway_ended")).toMatchObject({ exit: "signal SIGKILL" });
  const { pid } = await run.event("gateway_started", (event) => event.pid !== envoyPid);
  expect((await fetch(gateway)).status).toBe(200);
  expect(run.of("pod_ended")).toEqual([]);
  run.signal("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(isRunning(pid)).toBe(false);
  await expectNothingLeft(run);
});

test("a second signal kills what does not stop", async () => {
  const run = dev(
    ["--pods", "1"],
    ["sh", "-c", `trap '' TERM; ${process.execPath} ${server} & while :; do sleep 0.1; done`],
  );
  await ready(run);
  run.signal("SIGINT");
  await run.event("pod_stopping");
  run.signal("SIGINT");
  expect(await run.exited).toEqual({ code: 130, signal: null });
  await expectNothingLeft(run);
});

test("a signal during the start takes down what has begun", async () => {
  const run = dev([], ["sleep", "600"]);
  await run.event("pod_starting");
  run.signal("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  await expectNothingLeft(run);
  expect(run.events().at(-1)?.event).toBe("stopped");
});

describe("a fault is told with its mend", () => {
  test("a pod that ends before it is ready: its last lines", async () => {
    const run = dev([], ["sh", "-c", "echo cannot reach the database >&2; exit 1"]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "pod_not_ready", message: expect.stringContaining("cannot reach the database") },
    ]);
    await expectNothingLeft(run);
  });

  test("a pod that never listens: what it should listen on", async () => {
    const run = dev(["--ready-timeout", "200ms"], ["sleep", "600"]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "pod_not_ready", message: expect.stringContaining("$HOST:$PORT") },
    ]);
  });

  test("with --keep-going it is tried again instead", async () => {
    const run = dev(["--keep-going", "--pods", "1"], ["false"]);
    await waitFor(() => run.of("pod_ended").length >= 4);
    expect(run.of("error")).toEqual([]);
    run.signal("SIGINT");
    expect(await run.exited).toMatchObject({ code: 0 });
  });

  test("a port in use: the option to change, before any pod starts", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const run = runCli(["dev", "--output", "json", "--port", String(port), "--", process.execPath, server]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "gateway_address_in_use", message: expect.stringContaining("--port") },
    ]);
    expect(run.of("pod_starting")).toEqual([]);
  });

  test("no Envoy: how to get one", async () => {
    const run = runCli(["dev", "--output", "json", "--port", "0", "--", process.execPath, server], {
      environment: { FAIRLEAD_ENVOY: "/nonexistent/envoy" },
    });
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "envoy_unusable", message: expect.stringContaining("/nonexistent/envoy") },
    ]);
  });
});
