import { SELF_SIGNED } from "@fairlead/test-support";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { askGateway, type ProbeQuestion } from "./ask-gateway.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: RequestListener, isTls = false): Promise<number> {
  const server = isTls ? createTlsServer(SELF_SIGNED, answer) : createServer(answer);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
const ask = (port: number, question: Partial<ProbeQuestion> = {}, signal = new AbortController().signal) =>
  askGateway(
    {
      address: "127.0.0.1",
      port,
      target: { port: 80, isTls: false, host: "chat.example.com" },
      path: "/workload",
      routeId: "chat-1",
      token: "secret",
      timeoutMs: 60_000,
      ...question,
    },
    signal,
  );
const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end("body");
const route = (mark: string) => ({ "x-fairlead-route": mark });
const ofPod = { "x-envoy-upstream-service-time": "1" };

describe("a gateway that is asked for a pod", () => {
  it("is sent the host of the pool, the route id, and the token of the filter if there is one", async () => {
    const seen: Readonly<Record<string, unknown>>[] = [];
    const port = await serve(({ headers, method, url }, response) => {
      seen.push({ ...headers, method, url });
      response.end();
    });
    await ask(port);
    await ask(port, { token: undefined });
    expect(seen[0]).toMatchObject({
      method: "GET",
      url: "/workload",
      host: "chat.example.com",
      "x-fairlead-pod": "chat-1",
      "x-fairlead-probe": "secret",
    });
    expect(seen[1]).not.toHaveProperty("x-fairlead-probe");
  });

  it.each([
    ["the pod answers", 200, route("chat-1.4"), { kind: "led", mark: "chat-1.4" }],
    ["the pod answers by another epoch", 404, route("chat-1.3"), { kind: "led", mark: "chat-1.3" }],
    ["the pod itself fails", 500, { ...route("chat-1.4"), ...ofPod }, { kind: "led", mark: "chat-1.4" }],
    ["nobody is behind the route", 503, route("chat-1.4"), { kind: "routed", mark: "chat-1.4" }],
    ["another pod answers by the fallback", 200, ofPod, { kind: "elsewhere" }],
    ["there is no route at all", 404, {}, { kind: "elsewhere" }],
    ["the fallback has no pod", 503, {}, { kind: "elsewhere" }],
    ["a pod of the fallback refuses", 403, ofPod, { kind: "elsewhere" }],
  ] as const)("shows whether %s", async (_, status, headers, expected) => {
    expect(await ask(await serve(answering(status, headers)))).toEqual(expected);
  });

  it.each([
    ["its filter has chosen another pod", 200, route("chat-2.1")],
    ["its filter has chosen a pod whose name begins alike", 200, route("chat-10.1")],
    ["it refuses the probe before it looks for a route", 403, {}],
    ["it wants a credential", 401, {}],
    ["it has enough of probes", 429, {}],
  ] as const)("says nothing of the route where %s", async (_, status, headers) => {
    expect(await ask(await serve(answering(status, headers)))).toMatchObject({ kind: "silent" });
  });

  it("says nothing where it does not answer, in time or at all", async () => {
    const port = await serve(() => {});
    expect(await ask(port, { timeoutMs: 20 })).toMatchObject({ kind: "silent" });
    const ending = new AbortController();
    const asked = ask(port, {}, ending.signal);
    ending.abort();
    expect(await asked).toMatchObject({ kind: "silent" });
    const breaking = await serve((request) => request.socket.destroy());
    expect(await ask(breaking)).toMatchObject({ kind: "silent" });
    const upgrading = await serve(({ socket }) => {
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    });
    expect(await ask(upgrading)).toMatchObject({ kind: "silent" });
  });

  it("says nothing where no request can be made", async () => {
    expect(await ask(1, { token: "line\nbreak" })).toMatchObject({ kind: "silent" });
  });

  it("is asked by TLS with the name of the pool, whoever signed its certificate", async () => {
    let name: unknown;
    const port = await serve((request, response) => {
      name = (request.socket as { servername?: unknown }).servername;
      response.writeHead(200, route("chat-1.1")).end();
    }, true);
    const target = { port: 443, isTls: true, host: "chat.example.com" };
    expect(await ask(port, { target })).toEqual({ kind: "led", mark: "chat-1.1" });
    expect(name).toBe("chat.example.com");
  });
});
