import type {
  ClientReport,
  FinishedJob,
  GatewayList,
  PhaseRecord,
  PlanAction,
  PoolStatus,
  ProbedRoute,
  WrittenObject,
} from "../planner.ts";

/** One step of the world's clock, in milliseconds. */
export const TICK_MS = 1_000;

/** A client that was led to a pod and may connect until it expires. */
export interface Journey {
  /** `pick`: chosen for a new client; `named`: the client named the pod itself. */
  readonly kind: "pick" | "named";
  /** It can connect while the time is before this. */
  readonly expiresAtMs: number;
}

/** A Job with its pod, as they really are. */
export interface Job {
  readonly routeId: string;
  readonly uid: string;
  readonly createdAtMs: number;
  readonly templateHash: string;
  readonly phase: PhaseRecord;
  /** The phase before, which a reader that lags may see first. */
  readonly earlier: PhaseRecord | undefined;
  readonly podId: string;
  readonly podCreatedAtMs: number;
  readonly readySinceMs: number | undefined;
  readonly crashes: { readonly count: number; readonly lastAtMs: number } | undefined;
  readonly clients: number;
  readonly journeys: readonly Journey[];
  readonly guardedSinceMs: number | undefined;
  /** The pod answers no report any more, since then. */
  readonly silentSinceMs: number | undefined;
  /** When it last had no client. */
  readonly emptyAtMs: number;
  /** It never becomes ready. */
  readonly broken: boolean;
  /** It brings no other pod. Its pod may run on for a while. */
  readonly finished: FinishedJob | undefined;
  /** Its last process has ended. */
  readonly ended: boolean;
  /** Somebody made it in place of one that had ended, with the phase of that, which never was withheld. */
  readonly isCopy: boolean;
}

/** What the lookup service has read of a pod's phase. */
export interface LookupEntry {
  readonly routeId: string;
  readonly revision: number;
  readonly phase: PhaseRecord["name"];
  /** Since when it leads nobody new there; absent while it does. */
  readonly leftOpenAtMs: number | undefined;
  /** Since when it does not list the pod at all; absent while it does. */
  readonly leftListAtMs: number | undefined;
  readonly report: ClientReport | undefined;
}

/** The lookup service. */
export interface Lookup {
  readonly entries: readonly LookupEntry[];
  readonly sinceMs: number;
}

/** A gateway with the routes that it has got so far. */
export interface Gateway {
  readonly name: string;
  readonly joinedAtMs: number;
  readonly routes: readonly string[];
  /** Routes as they were written when they were sent to it, where they have not arrived yet. */
  readonly sent: readonly string[] | undefined;
  /** When a route that was here went. */
  readonly gone: readonly { readonly routeId: string; readonly atMs: number }[];
  readonly snapshot: {
    readonly takenAtMs: number;
    readonly open: readonly string[];
    readonly named: readonly string[];
  };
}

/** A controller between two steps of its plan. */
export interface Controller {
  readonly queue: readonly PlanAction[];
  readonly observedAtMs: number;
  /** The Jobs that the plan was made for, by route id. */
  readonly uids: Readonly<Record<string, string>>;
  readonly direct: readonly { readonly routeId: string; readonly report: ClientReport }[];
  /** What it last heard of the lookup service, and when. */
  readonly lookup: Lookup | undefined;
  readonly heardAtMs: number;
  /** What it has looked at already and not planned from yet: the world as it was then, without controllers. */
  readonly looks: { readonly [Part in Look]?: World };
  /** What it knows of the gateways where it does not see them as they are: who they are, and its probes. */
  readonly gateways: GatewayList | undefined;
  readonly probes: readonly ProbedRoute[];
}

/** What a controller looks at one after the other. */
export type Look = "pods" | "routes" | "status";

/** Everything. A change makes a new world and shares what stays. */
export interface World {
  readonly nowMs: number;
  readonly jobs: readonly Job[];
  readonly routes: readonly WrittenObject[];
  readonly subsets: readonly WrittenObject[];
  readonly status: PoolStatus;
  readonly gateways: readonly Gateway[];
  readonly gatewaysSinceMs: number;
  readonly lookup: Lookup;
  /** Whether the lookup service answers controllers. */
  readonly lookupAnswers: boolean;
  readonly controllers: readonly Controller[];
  /** The controller that planned last; another one that plans takes over. */
  readonly leader: number;
  readonly desired: number | undefined;
  readonly templateHash: string;
  readonly created: number;
  readonly pool: "there" | "draining" | "released";
}

/** What kind of world it is. */
export interface WorldOptions {
  readonly routing: "subset" | "override-host";
  readonly pods: number;
  readonly maxReplicas: number;
  readonly minReplicas: number;
  readonly desired: number;
  readonly maxClients: number;
  readonly gateways: number;
  readonly controllers: number;
  readonly leaseTicks: number;
  readonly snapshotTicks: number;
  readonly reportTicks: number;
  readonly silentTicks: number;
  /** How often the wanted number changes, against the passing of time, which is 6. */
  readonly wishes: number;
  /** How soon an action takes effect after the one before, against the same. */
  readonly landing: number;
  /** How often it fails, seems to fail or is repeated, against its taking effect, which is 1. */
  readonly failing: number;
  /** How often a pod's report is read, against the passing of time. */
  readonly collecting: number;
  /** How often a controller plans by what it has heard before, against the same. */
  readonly deafness: number;
  /** How often a gateway gets its routes, against the same. */
  readonly syncing: number;
  /** How often gateways come and go, against the same. */
  readonly turnover: number;
  /**
   * Whether a controller sees pods, routes, status, gateways and probes as they were at different moments, and
   * what is sent to gateways is overtaken by what is written.
   */
  readonly looks: boolean;
  /** Whether a controller brings pods in on what it saw before, past the status and however old that is. */
  readonly glances: boolean;
  /** How often Jobs finish, against the same. */
  readonly finishing: number;
  /** Which events happen besides the ordinary ones. */
  readonly faults: boolean;
}
