/** A pod, as the table shows it. */
export interface PodStatus {
  readonly podId: string;
  /** Its Job, whose name stays when the pod is replaced. */
  readonly job: string;
  readonly endpoint: string;
  /**
   * `starting`: gets no clients yet; `open`: gets new ones; `draining`: gets no new ones and keeps those it
   * has; `closed`: is empty and goes.
   */
  readonly state: "starting" | "open" | "draining" | "closed";
  /** Whether it says how many clients it has; null when this program cannot read the form it says it in. */
  readonly reports: boolean | null;
  /** Connected clients; null while nobody has said. */
  readonly clients: number | null;
  /** Part of all clients, 0 to 1; null while nobody has said. */
  readonly share: number | null;
  /** Clients that it takes; null for no limit. */
  readonly capacity: number | null;
  /** Why it is where it is, in a sentence; null while the scaler does not say. */
  readonly why: string | null;
}

/** How many pods there are to be, and why. */
export interface ScalingStatus {
  /** Whether the scaler answers. What follows is null or empty while it does not. */
  readonly scaler: "up" | "down";
  readonly desired: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Pods by state. */
  readonly phases: Readonly<Record<PodStatus["state"], number>>;
  /** Why there are so many pods, in sentences. */
  readonly why: readonly string[];
  /** What the number was decided by, in a sentence. */
  readonly decision: string;
  /** What is out of order, such as `ScaleDownBlocked`. */
  readonly conditions: readonly string[];
}

/** What the gateway filter has counted since the gateway started. */
export interface RoutingCounts {
  /** By where the pod id came from, such as `snapshot`. */
  readonly routed: Readonly<Record<string, number>>;
  /** By cause, such as `timeout`. */
  readonly unrouted: Readonly<Record<string, number>>;
}

/** What the clients of the built-in load generator have met since they began. */
export interface LoadCounts {
  /** Connected now. */
  readonly clients: number;
  /** Connected now, by the pod that serves them. */
  readonly clientsByPod: Readonly<Record<string, number>>;
  /** Requests, WebSocket and event-stream sessions begun. */
  readonly requests: number;
  /** Answered by a pod: any status below 500, or an open session. */
  readonly answered: number;
  /** No answer, a status from 500, or a refused session. */
  readonly failed: number;
  /** Sessions that the other side ended early. */
  readonly dropped: number;
  /** Requests that another pod served than the gateway named. */
  readonly misrouted: number;
  /** Until the answer began, in milliseconds; null before the first. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Everything that the live view shows. */
export interface Status {
  readonly lookup: "up" | "down";
  readonly scaling: ScalingStatus;
  readonly pods: readonly PodStatus[];
  readonly routing: RoutingCounts;
  /** Null when no load generator runs. */
  readonly load: LoadCounts | null;
}
