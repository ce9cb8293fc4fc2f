import type { Style } from "../terminal/style.ts";

/** A scaler that is asked at an address. */
export interface ScalerSource {
  readonly kind: "scaler";
  /** Its address. */
  readonly scaler: string;
}

/** A cluster, asked by its API server. */
export interface ClusterSource {
  readonly kind: "cluster";
  /** Of the kubeconfig. */
  readonly context: string;
  /** Address of the API server. */
  readonly server: string;
}

/** Who was asked for what is shown. */
export type Source = ScalerSource | ClusterSource;

/** The same in words. */
export const sourceText = (source: Source): string =>
  source.kind === "scaler" ? `scaler ${source.scaler}` : `cluster ${source.context} (${source.server})`;

/** Says who was asked, in a line of its own. */
export const sourceLine = (source: Source, style: Style): string =>
  style("dim", `Asked: ${sourceText(source)}`);
