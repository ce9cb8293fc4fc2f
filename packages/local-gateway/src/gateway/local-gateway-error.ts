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
