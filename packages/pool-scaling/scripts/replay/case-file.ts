import { z } from "zod";

/** A case file that cannot be replayed, with what is wrong with it. */
export class CaseFileError extends Error {}

const count = z.number().nonnegative();

const constantsSchema = z
  .looseObject({
    defaultTolerance: count.default(0.1),
    testCpuInitializationPeriodSeconds: count.default(120),
    testDelayOfInitialReadinessSeconds: count.default(10),
    numContainersPerPod: z.int().min(1).max(100).default(2),
  })
  .prefault({});

/** Numbers that all cases of a file share. */
export type CaseConstants = z.output<typeof constantsSchema>;

/** One case: its own fields are read by the runner of its layer. */
export interface ReplayCase {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A file of cases. */
export interface CaseFile {
  readonly constants: CaseConstants;
  readonly cases: readonly ReplayCase[];
}

const fileSchema = z.looseObject({
  constants: constantsSchema,
  cases: z.array(z.record(z.string(), z.unknown())).min(1),
});

/** JSON with whole numbers that a double does not hold exactly as bigint. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, ((_key: string, value: unknown, context: { readonly source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return context.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
  }) as Parameters<typeof JSON.parse>[1]);
}

/**
 * Reads the text of a case file.
 *
 * @throws {CaseFileError} when the text is no JSON, or not of the form
 */
export function readCaseFile(text: string): CaseFile {
  let content: unknown;
  try {
    content = parseExactly(text);
  } catch (error) {
    throw new CaseFileError(`It is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) throw new CaseFileError(`It is no file of cases.\n${z.prettifyError(parsed.error)}`);
  const { constants, cases } = parsed.data;
  return {
    constants,
    cases: cases.map((fields, index) => ({
      id: typeof fields["id"] === "string" ? fields["id"] : `cases[${index}]`,
      fields,
    })),
  };
}
