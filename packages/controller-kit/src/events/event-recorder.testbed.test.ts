import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerWith, dropRequest, forbidden, neverAnswer } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import type { ApiObject } from "../api/api-object.ts";
import { createResourceClient } from "../api/resource-client.ts";
import { configMaps, openWorld, type World } from "../testing/open-world.ts";
import { systemClock, type Clock } from "../clock/clock.ts";
import { recordingMetrics } from "../testing/recording-metrics.ts";
import { createEventRecorder } from "./event-recorder.ts";
import { events, type EventObject } from "./event-object.ts";

let world: World;
let about: ApiObject;
beforeEach(async () => {
  world = await openWorld();
  const object = { metadata: { namespace: world.namespace, name: "told-of" } };
  about = {
    apiVersion: "v1",
    kind: "ConfigMap",
    ...(await createResourceClient(world.direct, configMaps).create(object)),
  };
});
afterEach(() => world.close());

/** Long waits take no time. */
const hurried: Clock = {
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(Math.min(delayMs, 5), callback),
};
function recorder(clock: Clock = systemClock) {
  const errors: unknown[] = [];
  const { metrics, figures } = recordingMetrics();
  const one = createEventRecorder({
    client: world.client,
    component: "tester",
    onError: (error) => errors.push(error),
    metrics,
    clock,
  });
  return { ...one, errors, figures };
}
const told = async (): Promise<readonly EventObject[]> =>
  (await createResourceClient(world.direct, events).list({ namespace: world.namespace })).items;
const isEvent = { matches: ({ resource }: { resource: string }) => resource === "events" };

describe("createEventRecorder", () => {
  it("writes an event that `kubectl describe` finds", async () => {
    const { flush, record } = recorder();
    record(about, "Normal", "Scaled", "from 1 to 2");
    await flush(60_000);
    expect(await told()).toMatchObject([
      {
        involvedObject: { apiVersion: "v1", kind: "ConfigMap", name: "told-of", uid: about.metadata?.uid },
        type: "Normal",
        reason: "Scaled",
        message: "from 1 to 2",
        source: { component: "tester" },
        count: 1,
      },
    ]);
  });

  it("counts what is the same in one event, and combines what is similar", async () => {
    const { figures, flush, record } = recorder();
    for (let time = 0; time < 4; time += 1) record(about, "Warning", "Failed", "no space");
    for (let time = 0; time < 12; time += 1) record(about, "Warning", "Late", `after ${time} s`);
    await flush(60_000);
    const found = await told();
    expect(found.find(({ reason }) => reason === "Failed")).toMatchObject({ count: 4 });
    const late = found.filter(({ reason }) => reason === "Late");
    expect(late).toHaveLength(10);
    expect(late.find(({ count }) => count === 3)?.message).toBe("(combined from similar events): after 11 s");
    expect(figures.get("recordedEvents outcome=written")).toBe(11);
    expect(figures.get("recordedEvents outcome=merged")).toBe(5);
  });

  it("writes anew what was merged into an event that is gone", async () => {
    const { flush, record } = recorder();
    record(about, "Normal", "Scaled", "up");
    await flush(60_000);
    const [first] = await told();
    const name = first?.metadata?.name ?? "";
    await createResourceClient(world.direct, events).delete(
      { namespace: world.namespace, name },
      { propagationPolicy: "Background" },
    );
    record(about, "Normal", "Scaled", "up");
    await flush(60_000);
    expect(await told()).toMatchObject([{ message: "up", count: 1 }]);
  });

  it("comes again while the API server is away, and drops what it will never take", async () => {
    const { errors, figures, record } = recorder(hurried);
    const rule = world.proxy.add({ ...isEvent, fault: dropRequest(), times: 3 });
    record(about, "Normal", "Scaled", "up");
    await until("it is written", async () => (await told()).length === 1);
    expect(rule.hits).toBe(3);
    world.proxy.add({ ...isEvent, fault: answerWith(forbidden()), times: 1 });
    record(about, "Normal", "Scaled", "down");
    await until("it is dropped", () => figures.get("recordedEvents outcome=dropped") === 1);
    expect(errors).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it("cuts a message that is too long, and never makes its caller wait", async () => {
    const { flush, record } = recorder();
    record(about, "Normal", "Long", "x".repeat(5_000));
    await flush(60_000);
    expect((await told())[0]?.message).toHaveLength(1_024);
    world.proxy.add({ ...isEvent, fault: neverAnswer() });
    record(about, "Normal", "Scaled", "never");
    await flush(10);
  });
});
