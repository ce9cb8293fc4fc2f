import type { Hono } from "hono";
import type { Exposition } from "../../metrics/exposition.ts";
import type { AnswerProblem } from "../answer-problem.ts";
import { describe } from "../describe.ts";

/** What the routes of a service's health need. */
export interface HealthRoutesOptions {
  readonly isReady: () => boolean;
  /** What is so while it is ready: the summary of `/readyz`. */
  readonly readySummary: string;
  /** What is said of it while it is not ready: the detail of `not_ready`. */
  readonly notReadyDetail: string;
  readonly exposition: () => Promise<Exposition>;
  readonly answerProblem: AnswerProblem;
}

const ok = { 200: { description: "ok", content: { "text/plain": "text" as const } } };

/** `/livez`, `/readyz` (200, or 503 with `not_ready`) and `/metrics`. */
export function addHealthRoutes(app: Hono, options: HealthRoutesOptions): void {
  const { isReady, readySummary, notReadyDetail, exposition, answerProblem } = options;
  app.get("/livez", describe({ operationId: "isLive", summary: "The process runs", responses: ok }), (c) =>
    c.text("ok"),
  );
  app.get(
    "/readyz",
    describe({ operationId: "isReady", summary: readySummary, responses: ok, problems: [503] }),
    (c) => (isReady() ? c.text("ok") : answerProblem("not_ready", notReadyDetail)),
  );
  app.get(
    "/metrics",
    describe({ operationId: "getMetrics", summary: "Metrics as Prometheus text", responses: ok }),
    async () => {
      const { contentType, text } = await exposition();
      return new Response(text, { headers: { "content-type": contentType } });
    },
  );
}
