import { problemSchema } from "@fairlead/routing-schema";
import { describeRoute, resolver, type DescribeRouteOptions } from "hono-openapi";
import type { MiddlewareHandler } from "hono";
import type { z } from "zod";

/** A route as its OpenAPI operation describes it. */
export interface RouteDescription {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: DescribeRouteOptions["parameters"];
  readonly requestBody?: { readonly schema: z.ZodType };
  /** What it answers, by status. */
  readonly responses: Readonly<Record<number, ResponseDescription>>;
  /** Statuses that are answered with problem details. */
  readonly problems?: readonly number[];
}

/** One answer of a route. */
export interface ResponseDescription {
  readonly description: string;
  /** Schema by media type; a text needs none. */
  readonly content?: Readonly<Record<string, z.ZodType | "text" | "binary">>;
  /** What each header holds. */
  readonly headers?: Readonly<Record<string, string>>;
}

const schemaOf = (schema: z.ZodType | "text" | "binary") => {
  if (schema === "text") return { type: "string" as const };
  return schema === "binary" ? {} : resolver(schema);
};

const describeResponse = ({ description, content, headers }: ResponseDescription) => ({
  description,
  ...(content !== undefined && {
    content: Object.fromEntries(
      Object.entries(content).map(([type, schema]) => [type, { schema: schemaOf(schema) }]),
    ),
  }),
  ...(headers !== undefined && {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [
        name,
        { description: text, schema: { type: "string" as const } },
      ]),
    ),
  }),
});

/** Describes a route for `/openapi.json`; the one place that knows the library behind it. */
export function describe({
  operationId,
  summary,
  parameters,
  requestBody,
  responses,
  problems = [],
}: RouteDescription): MiddlewareHandler {
  const all: Record<number, ResponseDescription> = { ...responses };
  for (const status of problems) {
    all[status] = {
      description: "Problem details (RFC 9457)",
      content: { "application/problem+json": problemSchema },
      headers: { "x-fairlead-error": "Stable code" },
    };
  }
  return describeRoute({
    operationId,
    summary,
    ...(parameters !== undefined && { parameters }),
    ...(requestBody !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: resolver(requestBody.schema) } },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, response]) => [status, describeResponse(response)]),
    ),
  });
}
