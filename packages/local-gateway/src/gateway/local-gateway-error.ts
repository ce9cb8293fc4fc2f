import { FairleadError, type ErrorCode, type FairleadErrorOptions } from "@fairlead/routing-schema";

/** Codes of {@link LocalGatewayError}. */
export type LocalGatewayErrorCode = Extract<
  ErrorCode,
  `gateway_${string}` | "filter_missing" | "configuration_invalid"
>;

/** The local gateway could not start, could not take a configuration, or has ended. */
export class LocalGatewayError extends FairleadError {
  override readonly name = "LocalGatewayError";
  declare readonly code: LocalGatewayErrorCode;
  /** Envoy's last log lines, oldest first; empty when Envoy was not started. */
  readonly logs: readonly string[];

  constructor(
    code: LocalGatewayErrorCode,
    message: string,
    { logs = [], ...options }: FairleadErrorOptions & { readonly logs?: readonly string[] } = {},
  ) {
    super(code, message, options);
    this.logs = logs;
  }
}

const LINES_IN_MESSAGE = 15;
/** `[2026-11-23 13:18:50.850][9197][warning][main] [source/server/server.cc:1059] text` */
const LOG_PREFIX = /^\[[^\]]*\]\[\d+\]\[(\w+)\]\[[^\]]*\] (?:\[[^\]]*\] )?/;

/** Envoy warns of this at every start; on one host it is as wanted. */
const HARMLESS =
  "There is no configured limit to the number of allowed active downstream connections";
const TELLING = new Set(["warning", "error", "critical"]);

/** The lines of a log that say what went wrong, without their time and place. */
export function describeLog(lines: readonly string[]): string {
  const telling = lines.filter(
    (line) => !line.includes(HARMLESS) && TELLING.has(LOG_PREFIX.exec(line)?.[1] ?? "warning"),
  );
  const chosen = telling.length > 0 ? telling : lines;
  if (chosen.length === 0) return "Envoy logged nothing.";
  const text = chosen.slice(-LINES_IN_MESSAGE).map((line) => `  ${line.replace(LOG_PREFIX, "")}`);
  return `Envoy's log:\n${[...new Set(text)].join("\n")}`;
}
