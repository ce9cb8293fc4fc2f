import type { ApiRequest } from "./api-request.ts";
import type { Fault } from "./exchange.ts";

/** Says which requests meet a fault, and which fault. */
export interface FaultRule {
  matches(request: ApiRequest): boolean;
  readonly fault: Fault;
  /** Requests that match and are let through before the first that meets it. Default 0. */
  readonly skip?: number;
  /** Requests that meet it; the ones after are let through. Default: all. */
  readonly times?: number;
}

/** A rule that is in force. */
export interface ActiveRule {
  /** Requests that met the fault. */
  readonly hits: number;
  /** Takes the rule out of force. */
  remove(): void;
}

/** Rules, the newest first. */
export interface FaultRules {
  add(rule: FaultRule): ActiveRule;
  /** Takes all rules out of force. */
  clear(): void;
  /** The fault that a request meets; counts it as met. */
  take(request: ApiRequest): Fault | undefined;
}

/** Creates a set of rules, none in force. */
export function createFaultRules(): FaultRules {
  const rules: { rule: FaultRule; seen: number; hits: number }[] = [];
  return {
    add(rule) {
      const active = { rule, seen: 0, hits: 0 };
      rules.unshift(active);
      return {
        get hits() {
          return active.hits;
        },
        remove() {
          const index = rules.indexOf(active);
          if (index !== -1) rules.splice(index, 1);
        },
      };
    },
    clear: () => void rules.splice(0),
    take(request) {
      for (const active of rules) {
        const { rule } = active;
        if (!rule.matches(request)) continue;
        active.seen += 1;
        if (active.seen <= (rule.skip ?? 0) || active.hits >= (rule.times ?? Infinity)) continue;
        active.hits += 1;
        return rule.fault;
      }
      return undefined;
    },
  };
}
