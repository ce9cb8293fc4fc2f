import {
  POD_POOL_GROUP,
  POD_POOL_KIND,
  POD_POOL_VERSION,
  podPoolSchema,
  type PodPool,
  type PodPoolInput,
} from "../pod-pool/pod-pool.ts";

/** What a test says of a pool; everything has a default. */
export interface PodPoolOverrides {
  name?: string;
  namespace?: string;
  spec?: Partial<PodPoolInput["spec"]>;
}

/**
 * A `PodPool` with all its defaults filled in: `default/chat` on port 8080.
 *
 * @throws {z.ZodError} when an override does not fit the contract
 */
export const podPool = ({
  name = "chat",
  namespace = "default",
  spec = {},
}: PodPoolOverrides = {}): PodPool =>
  podPoolSchema.parse({
    apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
    kind: POD_POOL_KIND,
    metadata: { name, namespace },
    spec: { port: 8080, ...spec },
  });
