import { isDeepStrictEqual } from "node:util";
import { retryOnConflict, type ResourceClient } from "@fairlead/controller-kit";
import { FIELD_MANAGER_SCALER, podPoolStatusSchema, type PodPoolStatus } from "@fairlead/routing-schema";
import type { ScaledPool } from "../../interfaces/scaled-pool.ts";
import type { PodPoolObject } from "../resources.ts";
import { describeStatus, type StatusContext } from "./describe-status.ts";

/** What a publisher is made of. */
export interface StatusPublisherOptions {
  readonly podPools: ResourceClient<PodPoolObject>;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly cached: () => PodPoolObject | undefined;
  readonly context: () => StatusContext;
}

/** The shortest time between two writes that tell of figures alone. */
const FIGURES_INTERVAL_MS = 5_000;

type Told = Omit<PodPoolStatus, "memory">;

/** What is told at once: pods that come, go or change their phase, and conditions. */
const weighty = ({ conditions = [], observedGeneration, phases, pods = [] }: Told): unknown => ({
  observedGeneration,
  phases,
  conditions: conditions.map(({ reason, status, type }) => [type, status, reason]),
  pods: pods.map(({ name, phase, routeId }) => [routeId, phase, name]),
});

/** Writes into the status of a `PodPool` what its users want to know, when it has changed. */
export function createStatusPublisher(options: StatusPublisherOptions) {
  const { cached, context, name, namespace, podPools, uid } = options;
  let told: Told | undefined;
  let toldAtMs = -Infinity;

  const present = (): Told | undefined => told ?? podPoolStatusSchema.safeParse(cached()?.status ?? {}).data;

  return {
    /** @throws ApiError */
    async publish(pool: ScaledPool): Promise<void> {
      const now = context();
      const before = present();
      const next = describeStatus(pool, before, now);
      const fields = Object.keys(next) as (keyof Told)[];
      if (before !== undefined && fields.every((field) => isDeepStrictEqual(next[field], before[field])))
        return;
      const isSoon = now.nowMs - toldAtMs < FIGURES_INTERVAL_MS;
      if (isSoon && before !== undefined && isDeepStrictEqual(weighty(next), weighty(before))) return;
      toldAtMs = now.nowMs;
      // The watch is rarely behind; where it is, the API server refuses the write.
      let known = cached();
      await retryOnConflict(async () => {
        const { metadata } = known ?? (await podPools.get({ namespace, name }));
        known = undefined;
        // One that has come in its place meanwhile is not meant, and its own scaler tells of it.
        if (metadata.uid !== uid) return;
        const { resourceVersion } = metadata;
        await podPools.patch(
          { namespace, name },
          { metadata: { resourceVersion }, status: next },
          { type: "merge", subresource: "status", fieldManager: FIELD_MANAGER_SCALER },
        );
      });
      told = next;
    },
  };
}
