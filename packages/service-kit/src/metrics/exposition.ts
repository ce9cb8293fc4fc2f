import type { Registry } from "@prometheus-io/client";

/** What `GET /metrics` answers. */
export interface Exposition {
  /** In the Prometheus text format. */
  readonly text: string;
  readonly contentType: string;
}

/** The metrics of a registry as they are now. */
export const expose = async (registry: Registry): Promise<Exposition> => ({
  text: await registry.metrics(),
  contentType: registry.contentType,
});
