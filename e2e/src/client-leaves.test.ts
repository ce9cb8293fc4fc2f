import { describe, expect, it } from "vitest";
import { reply } from "./world/lookup-double.ts";
import { openRaw } from "./world/raw-client.ts";
import { until } from "@fairlead/test-support";
import { startWorld } from "./world/world.ts";

const CLIENTS = 10_000;
const AT_ONCE = 200;

describe("clients that leave during the lookup", () => {
  it(`${CLIENTS} of them: the VM lives, its memory is flat, and each is counted`, async () => {
    const held: (() => void)[] = [];
    const world = await startWorld({ filter: { mode: "per_request", timeout_ms: 60_000 } });
    try {
      world.lookup.lookup = (request, response) =>
        void held.push(() => reply(200, "chat-1")(request, response));
      const leave = async (count: number): Promise<void> => {
        for (let done = 0; done < count; done += AT_ONCE) {
          const before = world.lookup.requests.length;
          const clients = await Promise.all(
            Array.from({ length: AT_ONCE }, async () => {
              const socket = await openRaw(world.gateway.host, world.gateway.port);
              socket.write("GET /room HTTP/1.1\r\nhost: chat\r\n\r\n");
              return socket;
            }),
          );
          await until("all lookups are under way", () => world.lookup.requests.length === before + AT_ONCE);
          for (const client of clients) client.destroy();
          await until(
            "Envoy has noticed",
            async () =>
              (await world.gateway.stats("http.gateway.downstream_cx_active"))[
                "http.gateway.downstream_cx_active"
              ] === 0,
          );
          for (const answer of held.splice(0)) answer();
        }
      };
      await leave(1_000);
      const warm = await world.gateway.resourceUsage();
      await leave(CLIENTS - 1_000);
      await until("every departure is counted", async () => (await world.counted("client_gone")) === CLIENTS);
      const after = await world.gateway.resourceUsage();
      expect(after?.residentBytes ?? 0).toBeLessThan((warm?.residentBytes ?? 0) + 8 * 2 ** 20);

      world.lookup.lookup = reply(200, "chat-1");
      const { seen } = await world.get("/room");
      expect(seen?.podId).toBe("chat-1");
      expect(seen?.url).toBe("/room?podId=chat-1");
      // A VM that died and was reloaded would have lost what it counted before.
      expect(await world.counted("client_gone")).toBe(CLIENTS);
    } finally {
      await world.stop();
    }
  });
});
