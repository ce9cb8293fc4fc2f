import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FairleadError } from "@fairlead/routing-schema";
import type { z } from "zod";
import type { ConfigurationPath } from "./layers/layer.ts";
import {
  parseConfiguration,
  type ParseConfigurationOptions,
  type ParsedConfiguration,
} from "./parse-configuration.ts";

/** As {@link ParseConfigurationOptions}, with the file by its path. */
export interface ReadConfigurationOptions<Schema extends z.ZodType> extends Omit<
  ParseConfigurationOptions<Schema>,
  "file"
> {
  /** Path of a YAML or JSON file; `undefined` for none. */
  readonly file?: string | undefined;
  /** Largest file that is read, in bytes; default 16 MiB. */
  readonly maxBytes?: number;
}

/** A configuration, and where relative paths in it lead. */
export interface ReadConfiguration<Output> extends ParsedConfiguration<Output> {
  /**
   * Resolves a file name that the configuration holds at `path`: relative to the configuration
   * file where it is written there, else to the working directory.
   */
  resolvePath(path: ConfigurationPath, name: string): string;
}

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

async function readText(file: string, maxBytes: number): Promise<string> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) {
        throw new FairleadError(
          "configuration_unreadable",
          `${file} has ${size} bytes; at most ${maxBytes} are read.`,
          { details: { file } },
        );
      }
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (FairleadError.isInstance(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FairleadError(
      "configuration_unreadable",
      `${file} cannot be read: ${reason}. Check the path and the rights.`,
      {
        cause: error,
        details: { file, reason: error instanceof Error && "code" in error ? error.code : reason },
      },
    );
  }
}

/**
 * Reads a configuration: defaults, then the file, then the environment, then flags; the later wins.
 *
 * @throws {ConfigurationError} `configuration_invalid` with all faults at once.
 * @throws {FairleadError} `configuration_unreadable` when the file cannot be read or parsed.
 *
 * @example
 * ```ts
 * const { configuration } = await readConfiguration({
 *   schema: z.strictObject({ listen: z.strictObject({ port: z.int().default(8080) }).prefault({}) }),
 *   file: "service.yaml",
 *   environment: { prefix: "SERVICE_", variables: process.env },
 *   flags: [{ flag: "--port", path: ["listen", "port"], value: values.port }],
 * });
 * ```
 */
export async function readConfiguration<Schema extends z.ZodType>(
  options: ReadConfigurationOptions<Schema>,
): Promise<ReadConfiguration<z.output<Schema>>> {
  const { file, maxBytes = DEFAULT_MAX_BYTES, ...rest } = options;
  const text = file === undefined ? undefined : await readText(file, maxBytes);
  const parsed = parseConfiguration({
    ...rest,
    ...(file !== undefined && text !== undefined && { file: { name: file, text } }),
  });
  return {
    ...parsed,
    resolvePath(path, name) {
      const origin = parsed.origin(path);
      return origin?.kind === "file" ? resolve(dirname(origin.file), name) : resolve(name);
    },
  };
}
