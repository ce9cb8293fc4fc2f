import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { isRunning, until } from "@fairlead/test-support";
import { expect, test } from "vitest";
import type { LocalGatewayEvent } from "./gateway-event.ts";
import type { LocalGateway } from "./local-gateway.ts";
import { startPod, startTestGateway, whoAnswers } from "../testing/test-gateway.ts";

const routing = { mode: "routes" } as const;
const restart = { initialMs: 10, maximumMs: 100 };
/** Longer than any test: Envoy stays down. */
const never = { initialMs: 1_000_000, maximumMs: 1_000_000 };

function follow(gateway: LocalGateway): LocalGatewayEvent[] {
  const events: LocalGatewayEvent[] = [];
  gateway.subscribe((event) => events.push(event));
  return events;
}
/** Kills Envoy, and resolves when the gateway knows. */
async function crash(gateway: LocalGateway): Promise<void> {
  const events = follow(gateway);
  process.kill(gateway.pid, "SIGKILL");
  await until("the crash is noticed", () => events.some(({ kind }) => kind === "ended"));
}
const servesAgain = (gateway: LocalGateway, times = 1) =>
  until("another Envoy serves", () => gateway.restarts >= times);

test.each(["routes", "override_host"] as const)(
  "%s: a crashed Envoy is started again at the same address, with the present pods",
  async (mode) => {
    const [a, b] = [await startPod("a-pod"), await startPod("b-pod")];
    const gateway = await startTestGateway({ pods: [a], routing: { mode }, restart });
    await gateway.update({ pods: [a, { ...b, state: "draining" }] });
    const { address, pid } = gateway;
    const events = follow(gateway);
    process.kill(pid, "SIGKILL");
    await servesAgain(gateway);
    expect(gateway.address).toBe(address);
    expect(await whoAnswers(gateway)).toBe("a-pod");
    expect(await whoAnswers(gateway, "/?podId=b-pod", { "x-fairlead-endpoint": b.endpoint })).toBe("b-pod");
    expect([isRunning(pid), isRunning(gateway.pid)]).toEqual([false, true]);
    expect(events).toEqual([
      {
        kind: "ended",
        exit: { code: null, signal: "SIGKILL" },
        logs: expect.anything() as unknown,
        restartInMs: 10,
      },
      { kind: "serving", pid: gateway.pid },
    ]);
    await gateway.update({ pods: [b] });
    expect(await whoAnswers(gateway)).toBe("b-pod");
  },
);

test("the filter has its present configuration after a crash", async () => {
  const pod = await startPod("a-pod", {
    onRequest: (request, response) => void response.end(request.url),
  });
  const configuration = (query_param: string) => ({
    upstream_name: "lookup-service",
    authority: "lookup",
    query_param,
  });
  const lookup = await startPod("lookup-pod", {
    onRequest: (_request, response) => void response.setHeader("x-fairlead-pod-id", "a-pod").end("a-pod"),
  });
  const gateway = await startTestGateway({
    pods: [pod],
    routing,
    restart,
    lookupService: { address: lookup.endpoint },
    filter: { configuration: configuration("first") },
  });
  await gateway.updateFilterConfiguration(configuration("second"));
  await crash(gateway);
  await servesAgain(gateway);
  expect(await whoAnswers(gateway)).toBe("/?second=a-pod");
});

test("updates that are made while Envoy is down reach the next one, in their order", async () => {
  const [a, b, c] = await Promise.all(["a-pod", "b-pod", "c-pod"].map((podId) => startPod(podId)));
  const gateway = await startTestGateway({ pods: [], routing, restart: { initialMs: 300 } });
  await crash(gateway);
  await expect(gateway.stats()).rejects.toMatchObject({ code: "gateway_unresponsive" });
  await Promise.all([a, b, c].map((pod) => gateway.update({ pods: pod === undefined ? [] : [pod] })));
  expect(gateway.restarts).toBe(1);
  expect(await whoAnswers(gateway)).toBe("c-pod");
});

test("an update that a crash breaks off is made at the next Envoy", async () => {
  const pods = await Promise.all(["a-pod", "b-pod"].map((podId) => startPod(podId)));
  const gateway = await startTestGateway({ pods: [], routing, restart });
  for (let round = 1; round <= 4; round += 1) {
    const wanted = pods[round % 2];
    process.kill(gateway.pid, "SIGSTOP");
    const update = gateway.update({ pods: wanted === undefined ? [] : [wanted] });
    // The files of the update are written while Envoy cannot read them.
    if (round > 2) await new Promise(setImmediate);
    process.kill(gateway.pid, "SIGKILL");
    await update;
    expect(gateway.restarts).toBe(round);
    expect(await whoAnswers(gateway)).toBe(wanted?.podId);
  }
});

test("a gateway that crashes under updates ends with the last one", async () => {
  const pods = await Promise.all(["a-pod", "b-pod", "c-pod"].map((podId) => startPod(podId)));
  const gateway = await startTestGateway({ pods, routing, restart });
  let updates = 0;
  let crashing = true;
  const updating = (async () => {
    while (crashing) {
      const present = pods.filter((_, index) => (updates + index) % 3 !== 0);
      await gateway.update({ pods: present });
      updates += 1;
    }
  })();
  for (let times = 1; times <= 5; times += 1) {
    const before = updates;
    await until("updates go on", () => updates > before + 1);
    process.kill(gateway.pid, "SIGKILL");
    await servesAgain(gateway, times);
  }
  crashing = false;
  await updating;
  await gateway.update({ pods: pods.slice(0, 1) });
  expect(await whoAnswers(gateway)).toBe("a-pod");
});

test("an address that was taken meanwhile is tried again, and the reason told", async () => {
  const pod = await startPod("a-pod");
  const gateway = await startTestGateway({
    pods: [pod],
    routing,
    restart: { initialMs: 200, maximumMs: 400 },
  });
  const events = follow(gateway);
  await crash(gateway);
  const squatter = createServer().listen(gateway.port, gateway.host);
  await once(squatter, "listening");
  await until("it was tried twice", () => events.filter(({ kind }) => kind === "start_failed").length >= 2);
  expect(events.find(({ kind }) => kind === "start_failed")).toMatchObject({
    error: { code: "gateway_address_in_use" },
    restartInMs: 400,
  });
  squatter.close();
  await servesAgain(gateway);
  expect(await whoAnswers(gateway)).toBe("a-pod");
});

test("stop ends a gateway that is down, with what waits for it", async () => {
  const gateway = await startTestGateway({ pods: [], routing, restart: never });
  await crash(gateway);
  const update = gateway.update({ pods: [await startPod("a-pod")] });
  await Promise.all([gateway.stop(), expect(update).rejects.toMatchObject({ code: "gateway_stopped" })]);
  expect(await gateway.exited).toEqual({ code: null, signal: "SIGKILL", expected: true });
  expect(existsSync(gateway.directory)).toBe(false);
});

test("stop ends an Envoy that is just starting again", async () => {
  const gateway = await startTestGateway({ pods: [], routing, restart: { initialMs: 0 } });
  await crash(gateway);
  // The next one writes this file a moment before it serves.
  await until("the next Envoy starts", () => !existsSync(`${gateway.directory}/admin-address`));
  await gateway.stop();
  expect(await gateway.exited).toMatchObject({ expected: true });
  expect(isRunning(gateway.pid)).toBe(false);
});
