/** A pod, as the table shows it. */
export interface PodStatus {
  readonly podId: string;
  readonly endpoint: string;
  /** `starting`: not ready yet; `open`: gets new clients; `draining`: told to stop, keeps those it has. */
  readonly state: "starting" | "open" | "draining";
  /** Whether it says how many clients it has; null when this program cannot read the form it says it in. */
  readonly reports: boolean | null;
  /** Connected clients; null while nobody has said. */
  readonly clients: number | null;
  /** Part of all clients, 0 to 1; null while nobody has said. */
  readonly share: number | null;
  /** Clients that it takes; null for no limit. */
  readonly capacity: number | null;
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
  readonly pods: readonly PodStatus[];
  readonly routing: RoutingCounts;
  /** Null when no load generator runs. */
  readonly load: LoadCounts | null;
}
