import type { ManagedPod } from "@fairlead/scaler-controller/local-host";
import type { Addresses } from "../events/cli-event.ts";
import type { LoadCounts, Status } from "../events/pod-status.ts";

/** A service of a stack, for those who want to see it fail. */
export interface StackService {
  /** Kills it (SIGKILL) and leaves it down. */
  kill(): void;
  /** Starts it again. */
  resume(): void;
}

/** What runs on this host. */
export interface Stack {
  readonly pool: string;
  readonly addresses: Addresses;
  readonly lookup: StackService;
  readonly scaler: StackService;
  /** Settles never while all is well; rejects when the gateway ends, or a process cannot be started. */
  readonly failed: Promise<never>;
  /** The pods with their phases, at this moment. */
  current(): readonly ManagedPod[];
  /** Looks at everything once. */
  status(load: LoadCounts | null): Promise<Status>;
  /** Stops scaler, pods, gateway and lookup service in order. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}
