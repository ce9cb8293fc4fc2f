import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { alone, startReplica } from "../testing/share-picks.ts";

let server: Server;
let sockets: Set<Socket>;
let answer: (socket: Socket) => void;
beforeEach(async () => {
  sockets = new Set();
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", () => answer(socket));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const time = "*2\r\n$10\r\n1760000000\r\n$1\r\n0\r\n";
const entry = (id: string): string => `*2\r\n$${id.length}\r\n${id}\r\n*2\r\n$5\r\npicks\r\n$2\r\n{}\r\n`;
/** The first answer is the right one; the second, to XREAD and TIME, is not. */
const secondAnswer = (text: string) => (socket: Socket) => {
  socket.removeAllListeners("data");
  socket.on("data", () => socket.write(text));
  socket.write(time);
};
const write = (text: string | Buffer) => (socket: Socket) => void socket.write(text);

it.each([
  ["speaks HTTP", "malformed", write("HTTP/1.1 400 Bad Request\r\n\r\n<html>no</html>")],
  ["says nothing of sense", "malformed", write("+OK\r\n+OK\r\n")],
  ["answers what nobody asked", "malformed", write("+OK\r\n".repeat(500))],
  ["announces an array without end", "malformed", write("*99999999999999\r\n")],
  ["nests arrays without end", "malformed", write("*1\r\n".repeat(300_000))],
  ["announces a text that never comes", "timeout", write("$99999999999\r\nxx")],
  ["sends without end", "too_large", write(Buffer.alloc(20_000_000, "$99999999\r\n"))],
  ["says nothing", "timeout", () => {}],
  ["hangs up", "connection", (socket: Socket) => void socket.destroy()],
  ["refuses", "refused", write("-ERR no\r\n")],
  ["gives a time that is none", "malformed", write("*2\r\n$3\r\nnow\r\n$1\r\n0\r\n")],
  [
    "gives entries without a place",
    "malformed",
    secondAnswer(`*1\r\n*2\r\n$1\r\nk\r\n*1\r\n${entry("here")}${time}`),
  ],
  [
    "gives more entries than were asked for",
    "malformed",
    secondAnswer(`*1\r\n*2\r\n$1\r\nk\r\n*129\r\n${entry("1-1").repeat(129)}${time}`),
  ],
  ["gives a map for entries", "malformed", secondAnswer(`*1\r\n$1\r\nk\r\n${time}`)],
])("a server that %s harms no lookup", async (_, cause, hostile) => {
  answer = hostile;
  const { port } = server.address() as AddressInfo;
  const replica = await startReplica({ url: `valkey://127.0.0.1:${port}`, timeoutMs: 400 });
  try {
    await alone(replica);
    await until("it has tried again", async () => {
      const [, count = "0"] =
        new RegExp(`sharing_errors_total\\{cause="${cause}"\\} (\\d+)`).exec(await replica.metrics()) ?? [];
      return Number(count) >= 2;
    });
    expect(await replica.lookUp()).toMatch(/^pod-\d$/);
    expect((await replica.service.app.request("/readyz")).status).toBe(200);
    expect((await replica.sharedPicks()).fault?.code).toBe("shared_picks_unavailable");
  } finally {
    await replica.service.stop();
  }
  await until("no connection is left", () => sockets.size === 0);
});

it("where nobody listens, a replica goes by its own picks", async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const replica = await startReplica({ url: `valkey://127.0.0.1:${port}` });
  await alone(replica);
  expect((await replica.sharedPicks()).fault?.message).toContain(`127.0.0.1:${port} is not reached`);
  expect(await replica.lookUp()).toMatch(/^pod-\d$/);
  await replica.service.stop();
});
