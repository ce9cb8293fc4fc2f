import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { Hono } from "hono";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpServer, type HttpServer, type HttpServerOptions } from "./http-server.ts";

const servers: HttpServer[] = [];
const agents: Agent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
});

const ANYWHERE = { host: "127.0.0.1", port: 0 };

function createServer(app: Hono, options: Partial<HttpServerOptions> = {}): HttpServer {
  const server = createHttpServer({ app, logger: pino({ enabled: false }), ...options });
  servers.push(server);
  return server;
}

/** An application whose one answer ends when it is told to. */
function createSlowApp() {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const app = new Hono();
  app.get("/", async (c) => {
    asked.resolve();
    return c.text(await answer.promise);
  });
  return { app, asked: asked.promise, answer: answer.resolve };
}

/** Asks over a connection that the client would keep for ever. */
async function ask(address: { readonly host: string; readonly port: number }): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  agents.push(agent);
  const [response] = (await once(get({ ...address, agent }), "response")) as [IncomingMessage];
  return text(response);
}

describe("a server", () => {
  it("says where it listens, while it does", async () => {
    const server = createServer(new Hono());
    expect(server.address).toBeUndefined();
    const address = await server.listen(ANYWHERE);
    expect([address.host, address.port > 0]).toEqual(["127.0.0.1", true]);
    expect(server.address).toEqual(address);
    await server.close(0);
    expect(server.address).toBeUndefined();
  });

  it("names the address that it cannot have, and another way", async () => {
    const address = await createServer(new Hono()).listen(ANYWHERE);
    await expect(createServer(new Hono()).listen(address)).rejects.toMatchObject({
      code: "listen_failed",
      message: expect.stringMatching(/EADDRINUSE.*Choose another listen\.port/),
      details: address,
    });
  });

  it("answers directly what can be, and leaves the rest to the application", async () => {
    const app = new Hono();
    app.get("/", (c) => c.text("by the application"));
    const address = await createServer(app, {
      answerDirectly({ url }, response) {
        if (url !== "/direct") return false;
        response.end("directly");
        return true;
      },
    }).listen(ANYWHERE);
    const bodyAt = async (path: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${address.port}${path}`)).text();
    expect(await bodyAt("/direct")).toBe("directly");
    expect(await bodyAt("/")).toBe("by the application");
  });

  it("waits at its end for the answer under way, and not for the connection that it came over", async () => {
    const { app, asked, answer } = createSlowApp();
    const server = createServer(app, { keepAliveMs: 3_600_000 });
    const body = ask(await server.listen(ANYWHERE));
    await asked;
    const closed = server.close(3_600_000);
    answer("the last word");
    expect(await body).toBe("the last word");
    await closed;
  });

  it("cuts off what is not answered in time", async () => {
    const { app, asked } = createSlowApp();
    const server = createServer(app);
    const body = ask(await server.listen(ANYWHERE));
    await asked;
    await Promise.all([server.close(1), expect(body).rejects.toMatchObject({ code: "ECONNRESET" })]);
  });
});
