import type { GatewaySize } from "./measure-gateway.ts";
import type { IdleScaler } from "./measure-idle.ts";
import type { ScaleEvents } from "./scale-events.ts";

/** What was measured in a cluster. */
export interface ClusterFigures {
  readonly scaleEvents: readonly ScaleEvents[];
  readonly idle: readonly IdleScaler[];
  readonly gateways: readonly GatewaySize[];
}
