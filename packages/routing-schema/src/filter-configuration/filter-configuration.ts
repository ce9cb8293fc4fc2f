import { z } from "zod";
import { poolIdSchema } from "../identifiers/pool-id.ts";
import { PATH_LOOKUP, QUERY_PARAMETER_POD_ID } from "../wire.ts";

const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const PATH_PREFIX = /^\/[\x21\x22\x24-\x3e\x40-\x7e]*$/;
const PATH = /^\/[\x21\x22\x24-\x7e]*$/;
/** A token of RFC 9110, the form of cookie names. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/;
/** Characters that a query needs no percent-encoding for. */
const QUERY_NAME = /^[A-Za-z0-9_.~-]*$/;

/** Leads requests of a host or path to a pool. The first that matches wins. */
export const filterRouteSchema = z
  .strictObject({
    host: z
      .string()
      .max(255)
      .regex(HOST, "a host in lower case without port, or *.suffix")
      .optional()
      .describe("Exact host, or *.suffix; absent: any"),
    path_prefix: z
      .string()
      .max(1024)
      .regex(PATH_PREFIX, "a path prefix starts with / and has neither ? nor #")
      .optional()
      .describe("Absent: any"),
    pool: poolIdSchema,
  })
  .meta({ id: "FilterRoute" });

/**
 * Configuration of the gateway filter: `pluginConfig` of a `WasmPlugin`, `configuration` in Envoy.
 * Keys are in snake case, as Envoy's own.
 */
export const filterConfigurationSchema = z
  .strictObject({
    upstream_name: z
      .string()
      .max(1024)
      .regex(HEADER_VALUE, "the name of an Envoy cluster")
      .describe("Envoy cluster of the lookup service"),
    authority: z
      .string()
      .max(255)
      .regex(HEADER_VALUE, "an authority such as lookup.fairlead")
      .describe(":authority of the calls"),
    api_path: z
      .string()
      .max(1024)
      .regex(PATH, "a path starts with / and has no #")
      .default(PATH_LOOKUP)
      .describe("Path of the per-request lookup"),
    mode: z.enum(["per_request", "snapshot"]).default("per_request"),
    pool: poolIdSchema.optional().describe("Absent: the only pool of the service"),
    routes: z
      .array(filterRouteSchema)
      .max(256)
      .optional()
      .describe("Absent: every request is one of pool; empty: none is, unless pool is set"),
    query_param: z
      .string()
      .max(64)
      .regex(QUERY_NAME, "letters, digits, _ . ~ - only")
      .default(QUERY_PARAMETER_POD_ID)
      .describe('"" routes by header alone'),
    timeout_ms: z.int().min(1).max(60_000).default(500).describe("Limit of one call to the lookup service"),
    snapshot_interval_ms: z.int().min(50).max(60_000).default(1_000),
    snapshot_max_age_ms: z.int().min(100).max(600_000).default(10_000),
    sticky_cookie: z
      .string()
      .max(64)
      .regex(TOKEN, "a cookie name (RFC 6265)")
      .default("")
      .describe('"" sets no cookie'),
    client_pod_id: z.enum(["honour", "ignore"]).default("honour"),
    on_full: z.enum(["route", "reject"]).default("route"),
    expose_pod: z.boolean().default(false).describe("Adds x-fairlead-pod-id to responses"),
    probe_token: z
      .string()
      .max(256)
      .regex(TOKEN, "letters, digits and !#$%&'*+.^_`|~- only")
      .default("")
      .describe('A request with this in x-fairlead-probe is let through as it is; "" lets none'),
  })
  .meta({ id: "FilterConfiguration", description: "Configuration of the gateway filter" });

/** Filter configuration as it is written: defaults may be left out. */
export type FilterConfiguration = z.input<typeof filterConfigurationSchema>;
/** Filter configuration with its defaults filled in. */
export type ResolvedFilterConfiguration = z.output<typeof filterConfigurationSchema>;
