/**
 * Pure pod autoscaling. Time is a parameter; nothing here reads a clock or a network.
 *
 * @module
 */
export * from "./replica-count/index.ts";
export * from "./plan/index.ts";
