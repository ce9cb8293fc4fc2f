import { readFileSync } from "node:fs";
import { FairleadError } from "@fairlead/routing-schema";
import { parseAllDocuments } from "yaml";

/**
 * Reads the documents of a YAML file.
 *
 * @throws {FairleadError} `configuration_unreadable` when the file cannot be read or is no YAML.
 */
export function readDocuments(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new FairleadError("configuration_unreadable", `${file} cannot be read.`, { cause });
  }
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined)
      throw new FairleadError("configuration_unreadable", `${file}: ${error.message}`, { cause: error });
    return document.toJS() as unknown;
  });
}
