/** A route or a subset as it is written in the control plane. */
export interface WrittenObject {
  readonly routeId: string;
  /** The Job that owns it. */
  readonly uid: string;
  /** The epoch of the pod's phase that it was written for. */
  readonly epoch: number;
  /** When it was written last. */
  readonly writtenAtMs: number;
}

/** What a probe through one gateway shows of one route. */
export interface RouteSighting {
  readonly gateway: string;
  readonly state: "present" | "absent";
  /**
   * The first probe since which every probe has shown this. Whoever takes over with probes of its own begins
   * anew: between two of them the route may have come and gone while another controller led.
   */
  readonly sinceMs: number;
  /** The last probe. */
  readonly checkedAtMs: number;
}

/** The probes of a pod's route, whether or not it is still written. */
export interface ProbedRoute {
  readonly routeId: string;
  readonly sightings: readonly RouteSighting[];
}

/** The gateways that carry the pool's traffic at the moment. */
export interface GatewayList {
  readonly names: readonly string[];
  /**
   * Those of them that nobody new is sent to at the moment. A pod opens without them, as they may hang for good; it is
   * removed only once they have been seen not to lead to it, too.
   */
  readonly notReady?: readonly string[];
  /** Since when it has been exactly these. */
  readonly sinceMs: number;
  readonly observedAtMs: number;
}
