import { FairleadError, type FairleadErrorOptions } from "@fairlead/routing-schema";

/** `envoy_unusable`: the Envoy that was named will not do. */
export class EnvoyUnusableError extends FairleadError {
  override readonly name = "EnvoyUnusableError";
  constructor(path: string, source: string, reason: string) {
    super("envoy_unusable", `${path}, named by ${source}, will not do: ${reason}`, {
      details: { path, source },
    });
  }
}

/** `envoy_unavailable`: none was found and none could be fetched. */
export class EnvoyUnavailableError extends FairleadError {
  override readonly name = "EnvoyUnavailableError";
  /** Why none could be fetched, without the surrounding advice. */
  readonly reason: string;
  constructor(reason: string, options?: FairleadErrorOptions) {
    super("envoy_unavailable", `No Envoy: ${reason}. FAIRLEAD_ENVOY=<path> names one directly.`, options);
    this.reason = reason;
  }
}
