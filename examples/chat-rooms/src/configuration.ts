import { z } from "zod";

const configurationSchema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  CAPACITY: z.coerce.number().positive().max(1_000_000_000).optional(),
  STOP_TIMEOUT_MS: z.coerce.number().int().min(0).default(25_000),
});

/** Settings of the chat server. */
export interface Configuration {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Clients that one pod takes; null for no limit. */
  readonly capacity: number | null;
  /** How long clients may stay once the server was told to stop. */
  readonly stopTimeoutMs: number;
}

/**
 * Reads the settings from environment variables; an empty one counts as absent.
 *
 * @throws Error that names every variable with a value that does not fit
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = configurationSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = issue.path.join(".");
      return `${name}=${environment[name]}: ${issue.message}`;
    });
    throw new Error(`Set these environment variables right:\n${faults.join("\n")}`);
  }
  const { HOST, PORT, CAPACITY, STOP_TIMEOUT_MS } = parsed.data;
  return { host: HOST, port: PORT, capacity: CAPACITY ?? null, stopTimeoutMs: STOP_TIMEOUT_MS };
}
