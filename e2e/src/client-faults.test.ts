import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { HEADER_ENDPOINT, HEADER_POD } from "@fairlead/routing-schema";
import { reply, snapshotOf } from "./world/lookup-double.ts";
import { exchangeRaw, openRaw } from "./world/raw-client.ts";
import { until } from "@fairlead/test-support";
import { startWorld, type World } from "./world/world.ts";

describe.each(["snapshot", "per_request"] as const)("client faults, mode %s", (mode) => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      filter: { mode },
      prepare: (lookup, pods) => {
        lookup.lookup = reply(200, "chat-0");
        lookup.snapshot = reply(200, snapshotOf(pods.slice(0, 1)));
      },
    });
    if (mode === "snapshot")
      await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
  });
  afterAll(() => world?.stop());

  it("a URL of 60 KB keeps every byte", async () => {
    const long = `/room?blob=${"x".repeat(60_000)}&last=1`;
    const { status, seen } = await world.get(long);
    expect(status).toBe(200);
    expect(seen?.url).toBe(`${long}&podId=chat-0`);
  });

  it("a query of question marks and ampersands keeps every byte", async () => {
    const { seen } = await world.get("/room??&&=&?");
    expect(seen?.url).toBe("/room??&&=&?&podId=chat-0");
  });

  it("a raw # in the path is refused by Envoy or cut by it, never routed into the fragment", async () => {
    const answer = await exchangeRaw(
      world.gateway.host,
      world.gateway.port,
      "GET /room?a=1#frag HTTP/1.1\r\nhost: chat\r\nconnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (400|200)/);
    if (answer.startsWith("HTTP/1.1 200")) expect(answer).toContain("/room?a=1&podId=chat-0");
  });

  it("internal headers sent several times, in any case, never reach a pod", async () => {
    const answer = await exchangeRaw(
      world.gateway.host,
      world.gateway.port,
      `GET /room HTTP/1.1\r\nhost: chat\r\n${HEADER_POD.toUpperCase()}: chat-2\r\n${HEADER_POD}: chat-1\r\n` +
        `${HEADER_ENDPOINT}: 127.0.0.1:1\r\n${HEADER_ENDPOINT}: 127.0.0.1:2\r\nconnection: close\r\n\r\n`,
    );
    const seen = JSON.parse(
      answer
        .slice(answer.indexOf("\r\n\r\n") + 4)
        .replace(/^[0-9a-f]+\r\n/, "")
        .split("\r\n")[0] ?? "",
    ) as {
      podId: string;
      headers: Record<string, string>;
    };
    expect(seen.podId).toBe("chat-0");
    for (const value of [seen.headers[HEADER_POD], seen.headers[HEADER_ENDPOINT]]) {
      expect(value ?? "").not.toMatch(/chat-[12]|:[12]$/);
    }
  });

  it("a WebSocket stays on its pod for as long as it lives", async () => {
    const socket = new WebSocket(`${world.gateway.address.replace("http", "ws")}/socket?room=blue`);
    const [hello] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(hello.toString())).toEqual({ podId: "chat-0", url: "/socket?room=blue&podId=chat-0" });
    for (const text of ["one", "two", "three"]) {
      const echoed = once(socket, "message") as Promise<[Buffer]>;
      socket.send(text);
      expect((await echoed)[0].toString()).toBe(text);
    }
    socket.close();
    await once(socket, "close");
  });

  it("server-sent events flow while they come", async () => {
    const response = await fetch(`${world.gateway.address}/events?room=blue`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    expect(first).toContain("/events?room=blue&podId=chat-0");
    await reader.cancel();
  });

  it("a chunked POST of 50 MB arrives whole, also while the lookup is slow", async () => {
    const chunk = randomBytes(1_000_000);
    world.lookup.lookup = (request, response) =>
      void setTimeout(() => reply(200, "chat-0")(request, response), 300);
    const { status, seen } = await world.request("/upload", {
      method: "POST",
      body: Readable.from(
        (function* () {
          for (let index = 0; index < 50; index += 1) yield chunk;
        })(),
      ),
    });
    world.lookup.lookup = reply(200, "chat-0");
    expect(status).toBe(200);
    expect(seen?.bodyBytes).toBe(50_000_000);
    expect(seen?.url).toBe("/upload?podId=chat-0");
  });

  it("a client that sends half a request and goes is none of our concern", async () => {
    const socket = await openRaw(world.gateway.host, world.gateway.port);
    socket.write("GET /room HTT");
    socket.destroy();
    expect((await world.get("/room")).seen?.url).toBe("/room?podId=chat-0");
  });

  it("the filter's VM has never been reloaded", async () => {
    const stats = await world.gateway.stats("wasm");
    const failures = Object.entries(stats).filter(
      ([name, value]) => /fail|reload|crash/.test(name) && value > 0,
    );
    expect(failures).toEqual([]);
  });
});
