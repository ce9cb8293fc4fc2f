import type { StatusCode } from "./abi/status.ts";

/** When a fault strikes: from the n-th occasion on (1 is the next one), so many times. */
interface FaultSchedule {
  /** The first occasion that is hit, counted from 1. Default 1. */
  readonly nth?: number;
  /** How many occasions are hit. Default 1; `Infinity` for all. */
  readonly times?: number;
}

/** A host call returns a status without being carried out, such as `{ hostCall: "proxy_http_call", status: 10 }`. */
export interface HostCallFault extends FaultSchedule {
  readonly hostCall: string;
  /** The status to return; `"trap"` stops the VM instead. */
  readonly status: StatusCode | "trap";
}

/** The module's allocator is not called and gives no memory, as when it is exhausted. */
export interface AllocationFault extends FaultSchedule {
  readonly allocation: "fail";
}

/** A callback of the module traps instead of running, such as `{ callback: "proxy_on_tick", status: "trap" }`. */
export interface CallbackFault extends FaultSchedule {
  readonly callback: string;
  readonly status: "trap";
}

/** A fault to inject. */
export type Fault = HostCallFault | AllocationFault | CallbackFault;

/** A fault that is in place. */
export interface InjectedFault {
  readonly fault: Fault;
  /** How often it has struck. */
  readonly hits: number;
  /** Takes it away. */
  remove(): void;
}

interface Entry {
  readonly fault: Fault;
  occasions: number;
  hits: number;
}

/** The faults of a host. */
export class Faults {
  readonly #entries = new Set<Entry>();

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.inject(fault);
  }

  /** Puts a fault in place; occasions are counted from here. */
  inject(fault: Fault): InjectedFault {
    const entry: Entry = { fault, occasions: 0, hits: 0 };
    this.#entries.add(entry);
    return {
      fault,
      get hits() {
        return entry.hits;
      },
      remove: () => void this.#entries.delete(entry),
    };
  }

  /** Takes all faults away. */
  clear(): void {
    this.#entries.clear();
  }

  /** The status that the host call must return now, if any. */
  onHostCall(name: string): StatusCode | "trap" | undefined {
    const hit = this.#strike((fault) => "hostCall" in fault && fault.hostCall === name);
    return hit !== undefined && "hostCall" in hit ? hit.status : undefined;
  }

  /** Whether the callback must trap now. */
  onCallback(name: string): boolean {
    return this.#strike((fault) => "callback" in fault && fault.callback === name) !== undefined;
  }

  /** Whether the allocation must fail now. */
  onAllocation(): boolean {
    return this.#strike((fault) => "allocation" in fault) !== undefined;
  }

  #strike(applies: (fault: Fault) => boolean): Fault | undefined {
    let struck: Fault | undefined;
    for (const entry of this.#entries) {
      if (!applies(entry.fault)) continue;
      entry.occasions += 1;
      const first = entry.fault.nth ?? 1;
      if (
        struck !== undefined ||
        entry.occasions < first ||
        entry.occasions >= first + (entry.fault.times ?? 1)
      )
        continue;
      entry.hits += 1;
      struck = entry.fault;
    }
    return struck;
  }
}
