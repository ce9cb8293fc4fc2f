import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createAddressAllocator } from "./address-allocator.ts";

async function occupy(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

test("each slot has an address and each pod a port of its own", async () => {
  const allocator = createAddressAllocator();
  const addresses = [];
  for (let slot = 0; slot < 8; slot += 1) addresses.push(await allocator.allocate(slot));
  expect(new Set(addresses.map(({ port }) => port)).size).toBe(8);
  if (process.platform === "linux") {
    expect(addresses.map(({ host }) => host).slice(0, 2)).toEqual(["127.0.0.2", "127.0.0.3"]);
  }
});

test("a slot beyond the first 253 gets an address of the next block", async () => {
  const { host } = await createAddressAllocator().allocate(253);
  expect(["127.0.1.2", "127.0.0.1"]).toContain(host);
});

test("a port on which anything listens on any address is passed over", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const port = await occupy(host);
    const range = { first: port, last: port };
    await expect(createAddressAllocator({ range }).allocate(0)).rejects.toMatchObject({
      code: "no_free_port",
    });
  }
});

test("a port is given out again only once it is released, and the last comes before the first", async () => {
  const range = { first: 29_001, last: 29_002 };
  const allocator = createAddressAllocator({ range, start: 1 });
  const [one, two] = [await allocator.allocate(0), await allocator.allocate(1)];
  expect([one.port, two.port]).toEqual([29_002, 29_001]);
  await expect(allocator.allocate(2)).rejects.toMatchObject({ code: "no_free_port" });
  allocator.release(one.port);
  expect((await allocator.allocate(2)).port).toBe(29_002);
});
