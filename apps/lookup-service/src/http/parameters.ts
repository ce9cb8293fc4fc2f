import { LOOKUP_MAX_COUNT, podIdSchema, poolIdSchema } from "@fairlead/routing-schema";
import type { RouteDescription } from "@fairlead/service-kit";
import { z } from "zod";

type Parameters = NonNullable<RouteDescription["parameters"]>;
type Parameter = Parameters[number];

const inline = (schema: z.ZodType) => {
  const { $schema: _, id: __, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>;
  return rest;
};

const parameter = (
  name: string,
  place: "query" | "header" | "path",
  description: string,
  schema: unknown = { type: "string" },
): Parameter => ({ name, in: place, required: place === "path", description, schema }) as Parameter;

export const poolParameter: Parameter = parameter(
  "pool",
  "query",
  "The pool; required unless the service knows exactly one",
  inline(poolIdSchema),
);
export const preferParameter: Parameter = parameter(
  "prefer",
  "query",
  "Pod to keep when it is still there, open or draining; not counted as a pick",
  inline(podIdSchema),
);
export const countParameter: Parameter = parameter(
  "count",
  "query",
  "Clients to pick for at once, as text and without `prefer`; each line of the answer is one pick",
  { type: "integer", minimum: 1, maximum: LOOKUP_MAX_COUNT, default: 1 },
);
export const askerParameter: Parameter = parameter(
  "x-fairlead-asker",
  "header",
  "One value per filter instance",
  { type: "string", pattern: "^[a-z0-9]{1,32}$" },
);
export const picksParameter: Parameter = parameter(
  "x-fairlead-picks",
  "header",
  "`<sequence> <pod id>=<count> …`: picks since the last answered request",
);
export const ifNoneMatchParameter: Parameter = parameter(
  "if-none-match",
  "header",
  "The entity tag that is held",
);
export const waitParameter: Parameter = parameter(
  "x-fairlead-wait",
  "header",
  "While the snapshot that is held lists the pods that clients are given, the answer may wait so many milliseconds for others",
  { type: "integer", minimum: 0, maximum: 60_000, default: 0 },
);
export const poolPathParameters: Parameters = [
  parameter("namespace", "path", "Namespace of the pool"),
  parameter("name", "path", "Name of the pool"),
];
