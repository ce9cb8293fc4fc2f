import { Hono } from "hono";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { AnswerProblem } from "./answer-problem.ts";
import { addFallbacks } from "./add-fallbacks.ts";

const answerProblem: AnswerProblem = (code, detail, headers = {}) =>
  Response.json({ code, detail }, { status: 400, headers });

function createApp() {
  const lines: string[] = [];
  const app = new Hono();
  app.get("/pools/:name", (c) => c.text("a pool"));
  app.post("/pools/:name", () => {
    throw new Error("the disk is full");
  });
  addFallbacks(app, { answerProblem, logger: pino({}, { write: (line) => void lines.push(line) }) });
  return { app, lines };
}

describe("what no route answers", () => {
  it.each([
    ["/nothing", "GET", "unknown_path", "Nothing is served at /nothing.", null],
    ["/pools/chat/pods", "GET", "unknown_path", "Nothing is served at /pools/chat/pods.", null],
    [
      "/pools/chat",
      "DELETE",
      "method_not_allowed",
      "/pools/chat is not served with DELETE.",
      "GET, HEAD, POST",
    ],
  ])("refuses %s by %s with %s", async (path, method, code, detail, allow) => {
    const response = await createApp().app.request(path, { method });
    expect(await response.json()).toEqual({ code, detail });
    expect(response.headers.get("allow")).toBe(allow);
  });

  it("says nothing of an error to the client, and all to the log", async () => {
    const { app, lines } = createApp();
    const response = await app.request("/pools/chat", { method: "POST" });
    expect(await response.json()).toEqual({
      code: "internal",
      detail: "The request could not be answered.",
    });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: "request failed", path: "/pools/chat", err: { message: "the disk is full" } },
    ]);
  });
});
