import { localSpecSchema, type PoolSettings } from "../options/pool-settings.ts";
import { stackConfigurationSchema, type StackConfiguration } from "../stack/stack-configuration.ts";
import { SESSIONS } from "./demo-load.ts";

const MIN_PODS = 2;
const MAX_PODS = 5;
/** How long the demo's gateway goes by a snapshot. */
const SNAPSHOT_MAX_AGE_MS = 2_000;

const {
  port: _,
  template: __,
  ...spec
} = localSpecSchema.parse({
  picking: { leaseSeconds: 1, reportMaxAgeSeconds: 5 },
  scaling: {
    minReplicas: MIN_PODS,
    maxReplicas: MAX_PODS,
    targetClientsPerPod: SESSIONS / MAX_PODS,
    behavior: { scaleDown: { stabilizationWindowSeconds: 2 } },
  },
});

/** The pool of the demo: everybody at once takes as many pods as there may be. */
export const demoPool: PoolSettings = { id: "default/chat", name: "chat", spec };

/** Settings of the demo: everything is quick, so that it is over soon. */
export const demoConfiguration: StackConfiguration = stackConfigurationSchema.parse({
  filter: { snapshot_interval_ms: 500, snapshot_max_age_ms: SNAPSHOT_MAX_AGE_MS },
  lookup: {
    collection: { minIntervalMs: 100, maxIntervalMs: 500 },
    snapshot: { maxAgeMs: SNAPSHOT_MAX_AGE_MS },
  },
});
