import type { LoadCounts, Status } from "../events/pod-status.ts";
import type { Addresses } from "../events/cli-event.ts";

/** The lookup service of a stack, for those who want to see it fail. */
export interface StackLookup {
  /** Kills it (SIGKILL) and leaves it down. */
  kill(): void;
  /** Starts it again. */
  resume(): void;
  /** Whether it answers. */
  isUp(): Promise<boolean>;
}

/** What runs on this host. */
export interface Stack {
  readonly pool: string;
  readonly addresses: Addresses;
  readonly lookup: StackLookup;
  /** Settles never while all is well; rejects when the gateway ends, or a process cannot be started. */
  readonly failed: Promise<never>;
  /** Looks at everything once. */
  status(load: LoadCounts | null): Promise<Status>;
  /** Stops pods, gateway and lookup service in order. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}
