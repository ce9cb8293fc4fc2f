import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { LookupService } from "../create-lookup-service.ts";
import type { MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

const POOL = "default/chat";
const services: LookupService<MemorySource>[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

/** A connection of its own, which sends a head and gives the answer that follows. */
async function openConnection() {
  const service = createTestService({ pools: { [POOL]: pushPool } });
  services.push(service);
  const { host, port } = await service.listen();
  service.source.set(POOL, listPods(1));
  const socket = connect({ host, port });
  sockets.push(socket);
  socket.setEncoding("latin1");
  await once(socket, "connect");
  const ended = once(socket, "end");
  const exchange = async (head: string): Promise<string> => {
    socket.write(`${head}\r\n\r\n`);
    let text = "";
    while (!text.endsWith("\r\n\r\npod-0")) text += ((await once(socket, "data")) as [string])[0];
    return text;
  };
  return { exchange, ended };
}

describe("a lookup over a connection", () => {
  it("of HTTP/1.1 keeps it open without saying so", async () => {
    const { exchange } = await openConnection();
    for (let round = 0; round < 3; round += 1) {
      const answer = await exchange("GET /pod-lookup HTTP/1.1\r\nhost: x");
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toMatch(/^date: /im);
      expect(answer).not.toMatch(/^(connection|keep-alive|transfer-encoding):/im);
    }
  });

  it.each([
    [
      "HTTP/1.1 whose client closes it",
      "HTTP/1.1\r\nhost: x\r\nconnection: close",
      /^connection: close\r$/im,
    ],
    ["HTTP/1.0", "HTTP/1.0", /^connection: close\r$/im],
  ])("of %s ends, and says so", async (_, rest, expected) => {
    const { exchange, ended } = await openConnection();
    expect(await exchange(`GET /pod-lookup ${rest}`)).toMatch(expected);
    await ended;
  });

  it("of HTTP/1.0 that is to stay open says that it does", async () => {
    const { exchange } = await openConnection();
    for (let round = 0; round < 2; round += 1)
      expect(await exchange("GET /pod-lookup HTTP/1.0\r\nconnection: keep-alive")).toMatch(
        /^connection: keep-alive\r$/im,
      );
  });
});
