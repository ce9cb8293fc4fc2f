import {
  HEADER_ASKER,
  HEADER_PICKS,
  HEADER_WAIT,
  lookupAnswerSchema,
  PATH_LOOKUP,
  PATH_SNAPSHOT,
} from "@fairlead/routing-schema";
import { describe } from "@fairlead/service-kit";
import type { Context, Hono } from "hono";
import type { HotAnswers } from "../hot-path.ts";
import {
  askerParameter,
  countParameter,
  ifNoneMatchParameter,
  picksParameter,
  poolParameter,
  preferParameter,
  waitParameter,
} from "../parameters.ts";
import { toResponse } from "../plain-answer.ts";

const rawQuery = (c: Context): string => {
  const start = c.req.url.indexOf("?");
  return start === -1 ? "" : c.req.url.slice(start + 1);
};

/** The routes that gateways call. Over a port they are answered before Hono, by the same handlers. */
export function addGatewayRoutes(app: Hono, { answerLookup, answerSnapshot }: HotAnswers): void {
  app.get(
    PATH_LOOKUP,
    describe({
      operationId: "lookupPod",
      summary: "The pod for a client",
      parameters: [poolParameter, preferParameter, countParameter],
      responses: {
        200: {
          description:
            "The pod id, and with `Accept: application/json` how it was chosen; with `count` above 1 a line `<pod id> <route id or -> <endpoints or ->` for each pick",
          content: { "text/plain": "text", "application/json": lookupAnswerSchema },
          headers: {
            "x-fairlead-pod-id": "Pod id",
            "x-fairlead-route-id": "Route id, where the pool routes by it",
            "x-fairlead-endpoints": "`ip:port,…`, best first, where the pool routes by endpoint",
            "x-fairlead-batch": "The most that `count` may be",
            "x-fairlead-count": "Lines of an answer to `count` above 1",
            "x-fairlead-error": "Why such an answer has fewer lines than were asked for",
          },
        },
      },
      problems: [400, 404, 503],
    }),
    (c) => toResponse(answerLookup(rawQuery(c), c.req.header("accept"), c.req.method === "HEAD")),
  );
  app.get(
    PATH_SNAPSHOT,
    describe({
      operationId: "getSnapshot",
      summary: "The routable pods of a pool with their load, as filters hold them",
      parameters: [poolParameter, askerParameter, picksParameter, ifNoneMatchParameter, waitParameter],
      responses: {
        200: {
          description: "The snapshot",
          content: { "text/plain": "text" },
          headers: { etag: "Entity tag for `If-None-Match`" },
        },
        304: { description: "Nothing changed; the held snapshot is as fresh as a new one" },
      },
      problems: [400, 404, 503],
    }),
    async (c) =>
      toResponse(
        await answerSnapshot(rawQuery(c), {
          asker: c.req.header(HEADER_ASKER),
          picks: c.req.header(HEADER_PICKS),
          ifNoneMatch: c.req.header("if-none-match"),
          wait: c.req.header(HEADER_WAIT),
        }),
      ),
  );
}
