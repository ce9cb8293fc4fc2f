import type { ProcessExit } from "../process/guarded-process.ts";

/** What happens to a gateway that is started again when Envoy crashes. */
export type LocalGatewayEvent =
  | {
      readonly kind: "ended";
      readonly exit: ProcessExit;
      /** Envoy's last log lines, oldest first. */
      readonly logs: readonly string[];
      readonly restartInMs: number;
    }
  | { readonly kind: "start_failed"; readonly error: unknown; readonly restartInMs: number }
  /** Another Envoy serves at the same address, with the pods and the filter configuration of the one before. */
  | { readonly kind: "serving"; readonly pid: number };
