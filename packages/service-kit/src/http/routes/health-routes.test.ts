import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { addHealthRoutes } from "./health-routes.ts";

function createApp() {
  const state = { isReady: false };
  const app = new Hono();
  addHealthRoutes(app, {
    isReady: () => state.isReady,
    readySummary: "The pods have been read",
    notReadyDetail: "The pods have not been read yet.",
    exposition: () => Promise.resolve({ text: "pods 3\n", contentType: "text/plain; version=0.0.4" }),
    answerProblem: (code, detail) => Response.json({ code, detail }, { status: 503 }),
  });
  return { app, state };
}

describe("the routes of a service's health", () => {
  it("tell a process that lives from one that is ready", async () => {
    const { app, state } = createApp();
    expect((await app.request("/livez")).status).toBe(200);
    const refused = await app.request("/readyz");
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { code: "not_ready", detail: "The pods have not been read yet." },
    ]);
    state.isReady = true;
    expect(await (await app.request("/readyz")).text()).toBe("ok");
  });

  it("show the metrics in the form that they have", async () => {
    const response = await createApp().app.request("/metrics");
    expect([response.headers.get("content-type"), await response.text()]).toEqual([
      "text/plain; version=0.0.4",
      "pods 3\n",
    ]);
  });
});
