import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpPicker } from "./create-http-picker.ts";

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pick`;
}

const REQUEST = { number_of_pods_requested: 1, candidate_pods: ["chat-1-aaaaa", "chat-2-bbbbb"] };
const ask = (url: string, timeoutSeconds = 10) => createHttpPicker({ url, timeoutSeconds }).ask(REQUEST);

describe("a picker over HTTP", () => {
  it("is asked by POST, as JSON, and answers", async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      void json(request).then((body) => {
        seen.push(request.method, request.url, request.headers["content-type"], body);
        response.end(JSON.stringify({ chosen_pods: ["chat-2-bbbbb"], tied_pods: [] }));
      });
    });
    expect(await ask(url)).toEqual({
      request: REQUEST,
      answer: { chosen_pods: ["chat-2-bbbbb"], tied_pods: [] },
    });
    expect(seen).toEqual(["POST", "/pick", "application/json", REQUEST]);
  });

  it.each<[string, RequestListener, RegExp]>([
    ["answers 500", (_, response) => response.writeHead(500).end("sorry"), /answered 500; 200 is expected/],
    ["redirects", (_, response) => response.writeHead(307, { location: "/x" }).end(), /answered 307/],
    ["answers no JSON", (_, response) => response.end("chat-2-bbbbb"), /not JSON/],
    ["hangs up", (request) => request.socket.destroy(), /other side closed|socket/i],
    [
      "answers without end",
      (_, response) => {
        const write = (): void => {
          while (!response.destroyed && response.write("x".repeat(65_536)));
        };
        response.on("drain", write);
        write();
      },
      /longer than 4194304 bytes/,
    ],
  ])("that %s is an outcome, not an error", async (_, listener, reason) => {
    const outcome = await ask(await serve(listener));
    expect(outcome).toMatchObject({ request: REQUEST, error: expect.stringMatching(reason) });
  });

  it("that does not answer in time is an outcome", async () => {
    expect(await ask(await serve(() => {}), 0.1)).toMatchObject({ error: "it did not answer within 0.1 s" });
  });

  it("that is not there is an outcome", async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    expect(await ask(url)).toMatchObject({ error: expect.stringContaining("ECONNREFUSED") });
  });
});
