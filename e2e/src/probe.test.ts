import { HEADER_ENDPOINT, HEADER_POD, HEADER_POD_ID, HEADER_PROBE } from "@fairlead/routing-schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import { reply, snapshotOf } from "./world/lookup-double.ts";
import type { Pod } from "./world/pod.ts";
import { startWorld, type World } from "./world/world.ts";

const TOKEN = "s3cret-of-the-scaler";

describe.each(["routes", "override_host"] as const)("a pod that is not open yet, routed by %s", (routing) => {
  let world: World;
  let open: Pod;
  let starting: Pod;

  beforeAll(async () => {
    world = await startWorld({
      pods: 2,
      filter: { mode: "snapshot", expose_pod: true, sticky_cookie: "room", probe_token: TOKEN },
      routing: { mode: routing },
      prepare: (lookup, pods) => {
        lookup.snapshot = reply(200, snapshotOf(pods.slice(0, 1)));
      },
    });
    [open, starting] = world.pods as [Pod, Pod];
    await until("the filter has its snapshot", async () => (await world.counted("pods")) === 1);
  });
  afterAll(() => world?.stop());

  /** What a scaler sends to see whether the route of the starting pod is there. */
  const ask = (token: string) =>
    world.get("/room?x=1", {
      [HEADER_POD]: starting.podId,
      [HEADER_ENDPOINT]: starting.endpoint,
      [HEADER_PROBE]: token,
    });

  it("is reached by a probe, as it was sent", async () => {
    const { status, headers, seen } = await ask(TOKEN);
    expect([status, seen?.podId, seen?.url]).toEqual([200, starting.podId, "/room?x=1"]);
    expect(seen?.headers).toMatchObject({
      [HEADER_POD]: starting.podId,
      [HEADER_ENDPOINT]: starting.endpoint,
    });
    expect(seen?.headers).not.toHaveProperty(HEADER_PROBE);
    expect([headers[HEADER_POD_ID], headers["set-cookie"]]).toEqual([undefined, undefined]);
    await until("the probe is counted", async () => (await world.counted("probes")) === 1);
    expect(await world.counted("routed_snapshot")).toBe(0);
  });

  it("is not reached with a wrong token: that is a client, and goes to the open pod", async () => {
    const before = await world.counted("probes");
    const { status, headers, seen } = await ask("guess");
    expect([status, seen?.podId, seen?.url]).toEqual([200, open.podId, `/room?x=1&podId=${open.podId}`]);
    expect(seen?.headers).toMatchObject({ [HEADER_POD]: open.podId, [HEADER_ENDPOINT]: open.endpoint });
    expect(seen?.headers).not.toHaveProperty(HEADER_PROBE);
    expect(headers[HEADER_POD_ID]).toBe(open.podId);
    await until("the client is counted", async () => (await world.counted("routed_snapshot")) === 1);
    expect(await world.counted("probes")).toBe(before);
  });
});
