import type { PodStatus } from "../events/pod-status.ts";
import type { Look } from "../terminal/style.ts";

/** How each state of a pod looks. */
export const STATE_LOOKS: Readonly<Record<PodStatus["state"], Look>> = {
  starting: "yellow",
  open: "green",
  draining: "magenta",
  closed: "dim",
};
