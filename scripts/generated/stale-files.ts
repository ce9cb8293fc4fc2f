import type { GeneratedFile } from "../../packages/routing-schema/scripts/generated-file.ts";

/**
 * The generated files whose text on disk is missing or differs.
 *
 * @param read gives the text of a file, `undefined` when there is none
 */
export const staleFiles = (
  files: readonly GeneratedFile[],
  read: (path: string) => string | undefined,
): GeneratedFile[] => files.filter(({ path, text }) => read(path) !== text);
