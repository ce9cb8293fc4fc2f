import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  HEADER_ENDPOINT,
  HEADER_ENDPOINTS,
  HEADER_POD,
  HEADER_POD_ID,
  HEADER_ROUTE_ID,
} from "@fairlead/routing-schema";
import { reply, snapshotOf } from "./world/lookup-double.ts";
import type { Pod } from "./world/pod.ts";
import { until } from "@fairlead/test-support";
import { startWorld, type World } from "./world/world.ts";

/** The double gives this pod to every new client, by either protocol. */
const CHOSEN = "chat-1";
const DEAD = "chat-9";

function chosen(pods: readonly Pod[]): Pod {
  return pods.find(({ podId }) => podId === CHOSEN) as Pod;
}

/** Answers lookups as the lookup service does: the preferred pod when it lives, else the chosen one. */
function lookupOf(pods: readonly Pod[]): Parameters<typeof startWorld>[0] {
  return {
    prepare: (lookup) => {
      lookup.lookup = (request, response) => {
        const prefer = new URL(request.url ?? "", "http://lookup").searchParams.get("prefer");
        const pod = pods.find(({ podId }) => podId === prefer) ?? chosen(pods);
        reply(200, pod.podId, {
          [HEADER_POD_ID]: pod.podId,
          [HEADER_ROUTE_ID]: pod.podId,
          [HEADER_ENDPOINTS]: pod.endpoint,
        })(request, response);
      };
    },
  };
}

describe.each(["snapshot", "per_request"] as const)("mode %s", (mode) => {
  describe.each(["routes", "override_host"] as const)("routing by %s", (routing) => {
    let world: World;

    beforeAll(async () => {
      world = await startWorld({
        filter: { mode, expose_pod: true },
        routing: { mode: routing },
        prepare: (lookup, pods) => {
          void lookupOf(pods)?.prepare?.(lookup, pods);
          lookup.snapshot = reply(
            200,
            snapshotOf(pods, {
              pods: pods.map(({ podId, endpoint }) => ({
                podId,
                routeId: podId,
                endpoint,
                state: podId === CHOSEN ? "open" : "draining",
                score: 0,
                step: 1,
                room: null,
              })),
            }),
          );
        },
      });
      if (mode === "snapshot")
        await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
    });
    afterAll(() => world?.stop());

    it("adds podId to a request without it, and the request lands on that pod", async () => {
      const { seen, headers, status } = await world.get("/room");
      expect(status).toBe(200);
      expect(seen?.podId).toBe(CHOSEN);
      expect(seen?.url).toBe(`/room?podId=${CHOSEN}`);
      expect(seen?.headers[HEADER_POD]).toBe(CHOSEN);
      expect(seen?.headers[HEADER_ENDPOINT]).toBe(chosen(world.pods).endpoint);
      expect(headers[HEADER_POD_ID]).toBe(CHOSEN);
    });

    it.each([
      ["/room?a=1&b=%26x&c", `/room?a=1&b=%26x&c&podId=${CHOSEN}`],
      ["/room?", `/room?podId=${CHOSEN}`],
      ["/room?a=%23fragment", `/room?a=%23fragment&podId=${CHOSEN}`],
      ["/room?mypodId=7", `/room?mypodId=7&podId=${CHOSEN}`],
      ["/room?a=x?podId=z", `/room?a=x?podId=z&podId=${CHOSEN}`],
    ])("keeps the query of %s", async (path, url) => {
      const { seen } = await world.get(path);
      expect(seen?.url).toBe(url);
      expect(seen?.podId).toBe(CHOSEN);
    });

    it("leads a request with the podId of a live pod there, and leaves its path alone", async () => {
      for (const { podId } of world.pods) {
        const { seen } = await world.get(`/room?x=1&podId=${podId}&y=2`);
        expect(seen?.podId).toBe(podId);
        expect(seen?.url).toBe(`/room?x=1&podId=${podId}&y=2`);
      }
    });

    it("leads a request with the podId of a dead pod to a live one", async () => {
      const { seen, status } = await world.get(`/room?x=1&podId=${DEAD}&y=2`);
      expect(status).toBe(200);
      expect(seen?.podId).toBe(CHOSEN);
      expect(seen?.url).toBe(`/room?x=1&y=2&podId=${CHOSEN}`);
    });

    it("settles podId twice", async () => {
      const { seen, status } = await world.get(`/room?podId=${DEAD}&x=1&podId=${DEAD}`);
      expect(status).toBe(200);
      expect(seen?.url).toBe(`/room?x=1&podId=${CHOSEN}`);
      expect(seen?.podId).toBe(CHOSEN);
    });

    it("overwrites internal headers that a client sends", async () => {
      const other = world.pods[2] as Pod;
      const { seen } = await world.get("/room", {
        [HEADER_POD]: other.podId,
        [HEADER_ENDPOINT]: other.endpoint,
      });
      expect(seen?.podId).toBe(CHOSEN);
      expect(seen?.headers[HEADER_POD]).toBe(CHOSEN);
      expect(seen?.headers[HEADER_ENDPOINT]).toBe(chosen(world.pods).endpoint);
    });
  });
});
