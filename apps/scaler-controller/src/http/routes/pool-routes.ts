import { formatPoolId, isPoolId } from "@fairlead/routing-schema";
import { describe, prefersJson, type RouteDescription } from "@fairlead/service-kit";
import type { Context, Hono } from "hono";
import type { Clock } from "../../interfaces/clock.ts";
import type { PoolController } from "../../reconcile/pool-controller.ts";
import { explainPool } from "../../explain/explain-pool.ts";
import { problemResponse } from "../answers.ts";
import { viewPool } from "../describe-pool.ts";
import type { EventStreams } from "../event-stream.ts";
import { explanationSchema, scaledPoolListSchema, scaledPoolSchema } from "../../interfaces/scaled-pool.ts";

/** What the pool routes read. */
export interface PoolRoutesOptions {
  /** By `<namespace>/<name>`. */
  readonly pools: ReadonlyMap<string, PoolController>;
  readonly isLeader: () => boolean;
  readonly streams: EventStreams;
  readonly clock: Clock;
}

const NO_STORE = { "cache-control": "no-store" };
const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

const parameters: NonNullable<RouteDescription["parameters"]> = ["namespace", "name"].map((name) => ({
  name,
  in: "path",
  required: true,
  description: `${name === "name" ? "Name" : "Namespace"} of the pool`,
  schema: { type: "string" },
}));

function poolOf(c: Context, { pools }: PoolRoutesOptions): PoolController | Response {
  const id = formatPoolId(c.req.param("namespace") ?? "", c.req.param("name") ?? "");
  if (!isPoolId(id)) {
    return problemResponse(
      "invalid_request",
      `The path names the pool ${JSON.stringify(id.slice(0, 80))}; give /v1/pools/<namespace>/<name>, both in the form of Kubernetes names.`,
    );
  }
  return pools.get(id) ?? problemResponse("unknown_pool", `There is no pool ${id}.`);
}

/** The routes that show pools. */
export function addPoolRoutes(app: Hono, options: PoolRoutesOptions): void {
  const { clock, isLeader, pools, streams } = options;
  app.get(
    "/v1/pools",
    describe({
      operationId: "listPools",
      summary: "The pools that this scaler looks after",
      responses: {
        200: { description: "Their names", content: { "application/json": scaledPoolListSchema } },
      },
    }),
    (c) => c.json({ leader: isLeader(), pools: [...pools.keys()].sort() }, 200, NO_STORE),
  );
  app.get(
    "/v1/pools/:namespace/:name",
    describe({
      operationId: "getPool",
      summary: "A pool with its pods, as the scaler sees it",
      parameters,
      responses: { 200: { description: "The pool", content: { "application/json": scaledPoolSchema } } },
      problems: [400, 404],
    }),
    (c) => {
      const pool = poolOf(c, options);
      return pool instanceof Response
        ? pool
        : c.json(viewPool(pool, isLeader(), clock.nowMs()), 200, NO_STORE);
    },
  );
  app.get(
    "/v1/pools/:namespace/:name/explain",
    describe({
      operationId: "explainPool",
      summary: "Why there are so many pods, and what each of them waits for",
      parameters,
      responses: {
        200: {
          description: "Sentences; with `Accept: application/json` the data behind them",
          content: { "text/plain": "text", "application/json": explanationSchema },
        },
      },
      problems: [400, 404, 503],
    }),
    (c) => {
      const pool = poolOf(c, options);
      if (pool instanceof Response) return pool;
      const { last } = pool;
      if (last === undefined) return problemResponse("not_ready", "The pool has not been looked at yet.");
      const headers = { ...NO_STORE, vary: "accept" };
      return prefersJson(c.req.header("accept"))
        ? c.json(
            { pool: pool.world.pool, replicaCount: last.replicaCount, plan: last.plan.explanation },
            200,
            headers,
          )
        : c.text(explainPool(pool.world.pool, last), 200, headers);
    },
  );
  app.get(
    "/v1/pools/:namespace/:name/events",
    describe({
      operationId: "watchPool",
      summary: "What happened to a pool of late, and what happens from here on",
      parameters,
      responses: {
        200: {
          description: "Server-sent events, named by their reason",
          content: { "text/event-stream": "text" },
        },
      },
      problems: [400, 404, 503],
    }),
    (c) => {
      const pool = poolOf(c, options);
      if (pool instanceof Response) return pool;
      // The stream of a HEAD request would have no reader, and no end.
      if (c.req.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
      const stream = streams.open(pool.events);
      return stream === undefined
        ? problemResponse("too_many_streams", "No further event stream is kept.")
        : new Response(stream, { headers: STREAM_HEADERS });
    },
  );
}
