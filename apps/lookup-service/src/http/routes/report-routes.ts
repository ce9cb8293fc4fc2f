import { explainIssues, formatPath, pushedReportsSchema } from "@fairlead/routing-schema";
import { describe } from "@fairlead/service-kit";
import type { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { PoolRegistry } from "../../pools/pool-registry.ts";
import { poolPathParameters } from "../parameters.ts";
import { problemAnswer, toResponse } from "../plain-answer.ts";
import { readBody } from "../read-body.ts";
import { poolOfPath } from "./pool-routes.ts";

/** What pushed reports need. */
export interface ReportRoutesOptions {
  readonly registry: PoolRegistry;
  readonly clock: Clock;
  readonly pushed: (pool: string, taken: number, ignored: number) => void;
}

/** Largest body of pushed reports, in bytes. */
export const REPORTS_MAX_BYTES = 1_048_576;

const answerSchema = z
  .object({
    taken: z.int().min(0),
    ignored: z.array(z.string()).describe("Pod ids that the pool does not have"),
  })
  .meta({ id: "PushedReportsAnswer" });

/** The route that pods push their reports to. */
export function addReportRoutes(app: Hono, { registry, clock, pushed }: ReportRoutesOptions): void {
  app.post(
    "/v1/pools/:namespace/:name/reports",
    describe({
      operationId: "pushReports",
      summary: "Takes workload reports that pods push; each counts as sampled at its arrival",
      parameters: poolPathParameters,
      requestBody: { schema: pushedReportsSchema },
      responses: {
        200: { description: "What became of them", content: { "application/json": answerSchema } },
      },
      problems: [400, 404, 413, 415, 503],
    }),
    async (c) => {
      const nowMs = clock();
      const pool = poolOfPath(c, registry);
      if (pool instanceof Response) return pool;
      if (!/^application\/json(?:\s*;|$)/i.test(c.req.header("content-type") ?? "")) {
        return toResponse(problemAnswer("unsupported_media_type", "Reports are JSON."));
      }
      const text = await readBody(c.req.raw, REPORTS_MAX_BYTES);
      if (text === undefined)
        return toResponse(
          problemAnswer("payload_too_large", `At most ${REPORTS_MAX_BYTES} bytes are read.`, {
            headers: ["connection", "close"],
          }),
        );
      let input: unknown;
      try {
        input = JSON.parse(text);
      } catch {
        return toResponse(
          problemAnswer("invalid_request", "The body is not JSON; send one report or an array of them."),
        );
      }
      const result = pushedReportsSchema.safeParse(input);
      if (!result.success) {
        const [issue] = explainIssues(result.error, input);
        return toResponse(
          problemAnswer(
            "invalid_request",
            `${formatPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}.`,
          ),
        );
      }
      const ignored: string[] = [];
      let taken = 0;
      for (const report of result.data) {
        if (pool.report(report.podId, report, nowMs, nowMs)) taken += 1;
        else if (!pool.pods.has(report.podId) && !pool.closed.has(report.podId)) ignored.push(report.podId);
      }
      pushed(pool.id, taken, result.data.length - taken);
      return c.json({ taken, ignored });
    },
  );
}
