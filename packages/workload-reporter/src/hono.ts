/**
 * The workload report as Hono middleware.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import type { WorkloadReporter } from "./create-workload-reporter.ts";

/**
 * Serves the report at the reporter's path and passes every other request on.
 *
 * Hint: clients are counted by `reporter.observe(server)` with the server that `serve()` of
 * `@hono/node-server` returns, or by hand; a middleware does not see when a stream ends.
 *
 * @example
 * ```ts
 * const app = new Hono().use(workloadReport(reporter));
 * reporter.observe(serve(app));
 * ```
 */
export function workloadReport(reporter: Pick<WorkloadReporter, "answer">): MiddlewareHandler {
  return async (c, next) => {
    const answer = reporter.answer(c.req.method, c.req.path);
    if (!answer) return next();
    return new Response(answer.body === "" ? null : answer.body, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}
