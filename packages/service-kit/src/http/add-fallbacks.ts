import type { Hono } from "hono";
import type { Logger } from "pino";
import type { AnswerProblem } from "./answer-problem.ts";

/** How what no route answers is refused. */
export interface FallbackOptions {
  readonly answerProblem: AnswerProblem;
  readonly logger: Logger;
}

/** The methods that are served at a path; none for a path that is not served. */
function methodsAt(app: Hono, path: string): readonly string[] {
  const methods = new Set<string>();
  for (const { method, path: pattern } of app.routes) {
    const parts = pattern.split("/");
    const asked = path.split("/");
    if (
      parts.length === asked.length &&
      parts.every((part, index) => part.startsWith(":") || part === asked[index])
    )
      methods.add(method);
  }
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

/**
 * Answers what no route serves, with `unknown_path` or, where the path is served with other methods, with
 * `method_not_allowed` and `Allow`; and what a route throws, with `internal` and a line in the log.
 */
export function addFallbacks(app: Hono, { answerProblem, logger }: FallbackOptions): void {
  app.notFound((c) => {
    const path = c.req.path.slice(0, 200);
    const methods = methodsAt(app, c.req.path);
    if (methods.length === 0) return answerProblem("unknown_path", `Nothing is served at ${path}.`);
    const method = c.req.method.slice(0, 20);
    return answerProblem("method_not_allowed", `${path} is not served with ${method}.`, {
      allow: methods.join(", "),
    });
  });
  app.onError((error, c) => {
    logger.error({ err: error, path: c.req.path }, "request failed");
    return answerProblem("internal", "The request could not be answered.");
  });
}
