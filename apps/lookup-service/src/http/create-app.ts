import { HEADER_ASKER, HEADER_PICKS, PATH_LOOKUP, PATH_SNAPSHOT } from "@fairlead/routing-schema";
import { Hono, type Context } from "hono";
import type { HotAnswers } from "./hot-path.ts";
import { problemAnswer, toResponse } from "./plain-answer.ts";

/** What the application serves. */
export interface AppOptions {
  readonly answers: HotAnswers;
  readonly isReady: () => boolean;
}

const rawQuery = (c: Context): string => {
  const start = c.req.url.indexOf("?");
  return start === -1 ? "" : c.req.url.slice(start + 1);
};

/** Creates the Hono application with every route of the service. */
export function createApp({ answers, isReady }: AppOptions): Hono {
  const app = new Hono();
  app.get(PATH_LOOKUP, (c) =>
    toResponse(answers.answerLookup(rawQuery(c), c.req.header("accept"))),
  );
  app.get(PATH_SNAPSHOT, (c) =>
    toResponse(
      answers.answerSnapshot(rawQuery(c), {
        asker: c.req.header(HEADER_ASKER),
        picks: c.req.header(HEADER_PICKS),
        ifNoneMatch: c.req.header("if-none-match"),
      }),
    ),
  );
  app.get("/livez", (c) => c.text("ok"));
  app.get("/readyz", (c) =>
    isReady()
      ? c.text("ok")
      : toResponse(
          problemAnswer("not_ready", "The service has not read its pods yet, or is stopping."),
        ),
  );
  app.notFound((c) =>
    toResponse(problemAnswer("unknown_path", `Nothing is served at ${c.req.path.slice(0, 200)}.`)),
  );
  return app;
}
