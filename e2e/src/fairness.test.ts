import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startPoolWorld, type PoolWorld } from "./world/pool-world.ts";

const SESSIONS = 200;
const PODS = 5;

/** No collection falls into the test: what the filter and the service know of new clients is their own picks. */
const NEVER_AGAIN = { minIntervalMs: 60_000, maxIntervalMs: 60_000, timeoutMs: 1_000 };

async function openSessions(world: PoolWorld, count: number): Promise<WebSocket[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const gateway = world.gateways[index % world.gateways.length];
      const socket = new WebSocket(`${gateway?.address.replace("http", "ws")}/room`);
      await once(socket, "message");
      return socket;
    }),
  );
}

describe.each(["snapshot", "per_request"] as const)("mode %s", (mode) => {
  it.each(["routes", "override_host"] as const)(
    `by %s: of ${SESSIONS} sessions in a burst between two collections, through two gateways, no pod of ${PODS} gets more than 1.3 times the mean`,
    async (routing) => {
      const world = await startPoolWorld({
        pods: PODS,
        gateways: 2,
        routing: { mode: routing },
        filter: { mode },
        lookup: { collection: NEVER_AGAIN },
      });
      try {
        const sockets = await openSessions(world, SESSIONS);
        const sessions = world.pods.map((pod) => pod.sessions);
        expect(sessions.reduce((sum, value) => sum + value, 0)).toBe(SESSIONS);
        expect(Math.max(...sessions)).toBeLessThanOrEqual((1.3 * SESSIONS) / PODS);
        for (const socket of sockets) socket.terminate();
      } finally {
        await world.stop();
      }
    },
  );

  it("sessions that arrive after uneven reports go where there are fewest clients", async () => {
    const loads = [30, 0, 30, 0, 30];
    const world = await startPoolWorld({
      pods: PODS,
      gateways: 2,
      filter: { mode },
      lookup: { collection: NEVER_AGAIN },
      prepare: (pods) => {
        for (const [index, pod] of pods.entries()) pod.workload = { podId: pod.podId, clients: loads[index] };
      },
    });
    try {
      const sockets = await openSessions(world, 20);
      const busy = [0, 2, 4].reduce((sum, index) => sum + (world.pods[index]?.sessions ?? 0), 0);
      expect(busy).toBeLessThanOrEqual(2);
      for (const socket of sockets) socket.terminate();
    } finally {
      await world.stop();
    }
  });
});
