import { Status } from "../abi/status.ts";
import type { HostCallGroup } from "./environment.ts";

/** `proxy_set_tick_period_milliseconds`, `proxy_get_current_time_nanoseconds`. */
export const timeCalls: HostCallGroup = ({ vm, clock }) => ({
  proxy_set_tick_period_milliseconds(periodMs: number) {
    const { root } = vm.activeContext;
    root.tickPeriodMs = periodMs;
    root.nextTickNs = clock.now() + BigInt(periodMs) * 1_000_000n;
    return Status.OK;
  },

  proxy_get_current_time_nanoseconds(timeOut: number) {
    vm.memory.writeU64(timeOut, clock.now());
    return Status.OK;
  },
});
