import type { ApiClient, ApiError, BackOffOptions, Metrics } from "@fairlead/controller-kit";

/** What everything that follows objects of a cluster is made of. */
export interface FollowOptions {
  readonly client: ApiClient;
  /** Told of each failure of a watch, which goes on by itself. */
  readonly failed: (error: ApiError, resource: string) => void;
  readonly metrics?: Metrics | undefined;
  /** Pauses after failures. Default: client-go's. */
  readonly backOff?: BackOffOptions | undefined;
}
