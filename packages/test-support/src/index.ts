/**
 * What the tests of several packages share.
 *
 * @module
 */
export { isRunning } from "./is-running.ts";
export { SELF_SIGNED } from "./self-signed.ts";
export { until, waitFor, type Probe } from "./until.ts";
