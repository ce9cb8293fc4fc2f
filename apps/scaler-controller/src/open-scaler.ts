import type { ScalerControllerConfiguration } from "@fairlead/routing-schema";
import type { Logger } from "pino";
import type { ScalerController, ScalerControllerOptions } from "./create-scaler-controller.ts";

/** A configuration for one kind of world. */
export type ConfigurationFor<Kind extends ScalerControllerConfiguration["world"]["kind"]> = Omit<
  ScalerControllerConfiguration,
  "world"
> & { readonly world: Extract<ScalerControllerConfiguration["world"], { kind: Kind }> };

/** A scaler with everything that it needs of its world. */
export interface OpenScaler {
  readonly scaler: ScalerController;
  /** Rejects when this process must not go on. */
  readonly broken: Promise<never>;
  /** Stops the scaler, then what it stands on. */
  close(): Promise<void>;
}

/** What every scaler takes from its configuration, whatever its world. */
export const commonOptions = (
  { listen, reconcile, stop }: Omit<ScalerControllerConfiguration, "world">,
  logger: Logger,
): Pick<ScalerControllerOptions, "listen" | "logger" | "reconcile" | "stopTimeoutMs"> => ({
  listen,
  reconcile,
  stopTimeoutMs: stop.timeoutMs,
  logger,
});
