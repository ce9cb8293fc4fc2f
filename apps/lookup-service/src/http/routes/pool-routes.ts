import { formatPoolId, isPoolId } from "@fairlead/routing-schema";
import { describe, prefersJson } from "@fairlead/service-kit";
import type { Context, Hono } from "hono";
import type { Clock } from "../../clock.ts";
import type { EventHub } from "../../events/event-hub.ts";
import { explainPool, listPools, viewPool } from "../../pools/describe-pool.ts";
import { findPool } from "../../pools/find-pool.ts";
import type { Pool } from "../../pools/pool.ts";
import type { PoolRegistry } from "../../pools/pool-registry.ts";
import { poolListSchema, poolViewSchema, type PoolView } from "../../pools/pool-view.ts";
import type { SharingState } from "../../pools/sharing-state.ts";
import type { PodSource } from "../../sources/pod-source.ts";
import { poolPathParameters } from "../parameters.ts";
import { problemAnswer, toResponse } from "../plain-answer.ts";

/** What the pool routes read. */
export interface PoolRoutesOptions {
  readonly registry: PoolRegistry;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly source: Pick<PodSource, "kind" | "ageMs">;
  /** `undefined` where picks are not to be shared. */
  readonly sharing: SharingState | undefined;
}

/** The pool that a path names, or the refusal. */
export function poolOfPath(c: Context, registry: PoolRegistry): Pool | Response {
  const id = formatPoolId(c.req.param("namespace") ?? "", c.req.param("name") ?? "");
  if (!isPoolId(id)) {
    return toResponse(
      problemAnswer(
        "invalid_request",
        `The path names the pool ${JSON.stringify(id.slice(0, 80))}; give /v1/pools/<namespace>/<name>, both in the form of Kubernetes names.`,
      ),
    );
  }
  const found = findPool(registry, id);
  return "pool" in found ? found.pool : toResponse(problemAnswer(found.code, found.detail));
}

const NO_STORE = { "cache-control": "no-store" };

const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

function eventStream(c: Context, hub: EventHub, pool: string | undefined): Response {
  // The stream of a HEAD request would have no reader, and no end.
  if (c.req.method === "HEAD") return new Response(null, { headers: STREAM_HEADERS });
  const stream = hub.subscribe(pool);
  if (stream === undefined)
    return toResponse(problemAnswer("too_many_streams", "No further event stream is kept."));
  return new Response(stream, { headers: STREAM_HEADERS });
}

const EVENTS =
  "Server-sent events: at first and after a gap `reset` and a `pool` for each pool, then `pod-added`, `pod-removed`, `pod-state`, `load` (changed loads, at most ten times a second), `pool-removed`";

/** The routes that show pools. */
export function addPoolRoutes(app: Hono, { registry, hub, clock, source, sharing }: PoolRoutesOptions): void {
  const view = (pool: Pool): PoolView =>
    viewPool(pool, { ...registry.readingOf(pool.id), ageMs: source.ageMs?.(), sharing }, clock());
  app.get(
    "/v1/pools",
    describe({
      operationId: "listPools",
      summary: "All pools, and how the source of the pods does",
      responses: {
        200: { description: "The pools, by name", content: { "application/json": poolListSchema } },
      },
    }),
    (c) => c.json(listPools(registry, source.kind, clock()), 200, NO_STORE),
  );
  app.get(
    "/v1/pools/:namespace/:name",
    describe({
      operationId: "getPool",
      summary: "A pool with its pods and their load",
      parameters: poolPathParameters,
      responses: { 200: { description: "The pool", content: { "application/json": poolViewSchema } } },
      problems: [400, 404, 503],
    }),
    (c) => {
      const pool = poolOfPath(c, registry);
      return pool instanceof Response ? pool : c.json(view(pool), 200, NO_STORE);
    },
  );
  app.get(
    "/v1/pools/:namespace/:name/explain",
    describe({
      operationId: "explainPool",
      summary: "Why each pod of a pool is picked or not",
      parameters: poolPathParameters,
      responses: {
        200: {
          description: "A line for each pod; with `Accept: application/json` the pool",
          content: { "text/plain": "text", "application/json": poolViewSchema },
        },
      },
      problems: [400, 404, 503],
    }),
    (c) => {
      const pool = poolOfPath(c, registry);
      if (pool instanceof Response) return pool;
      const headers = { ...NO_STORE, vary: "accept" };
      return prefersJson(c.req.header("accept"))
        ? c.json(view(pool), 200, headers)
        : c.text(explainPool(pool, { ...registry.readingOf(pool.id), sharing }, clock()), 200, headers);
    },
  );
  app.get(
    "/v1/pools/:namespace/:name/events",
    describe({
      operationId: "watchPool",
      summary: "What happens in a pool",
      parameters: poolPathParameters,
      responses: { 200: { description: EVENTS, content: { "text/event-stream": "text" } } },
      problems: [400, 404, 503],
    }),
    (c) => {
      const pool = poolOfPath(c, registry);
      return pool instanceof Response ? pool : eventStream(c, hub, pool.id);
    },
  );
  app.get(
    "/v1/events",
    describe({
      operationId: "watchPools",
      summary: "What happens in all pools",
      responses: { 200: { description: EVENTS, content: { "text/event-stream": "text" } } },
      problems: [503],
    }),
    (c) => eventStream(c, hub, undefined),
  );
}
