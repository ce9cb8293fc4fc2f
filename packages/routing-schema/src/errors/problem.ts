import { z } from "zod";
import { errorCatalogue, type ErrorCatalogueEntry, type ErrorCode } from "./catalogue.ts";

/** Problem details of a refusal (RFC 9457), served as `application/problem+json`. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe("URI that identifies the kind of problem"),
    title: z.string().describe("What the code means"),
    status: z.int().min(400).max(599).describe("HTTP status"),
    detail: z.string().describe("What happened this time, and how to mend it"),
    code: z.string().describe("Stable code, as listed in docs/errors.md"),
  })
  .meta({ id: "Problem", description: "Problem details (RFC 9457)" });

export type Problem = z.infer<typeof problemSchema>;

/** Builds the problem of a code; `detail` says what happened this time. */
export function createProblem(code: ErrorCode, detail: string): Problem {
  const entry: ErrorCatalogueEntry = errorCatalogue[code];
  return {
    type: `https://github.com/fairlead-dev/fairlead/blob/main/docs/errors.md#${code}`,
    title: entry.title,
    status: entry.status ?? 500,
    detail: `${detail} ${entry.mend}`,
    code,
  };
}
