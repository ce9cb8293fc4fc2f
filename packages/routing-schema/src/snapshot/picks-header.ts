import { isPodId } from "../identifiers/pod-id.ts";

/** Picks of one filter instance since its last answered snapshot request. */
export interface PicksReport {
  /** Grows by one with each answered request; a repeated request repeats it. */
  readonly sequence: number;
  /** Picks per pod id, each at least 1. */
  readonly picks: ReadonlyMap<string, number>;
}

/** More entries than a snapshot has pods are a mistake or an attack; picks of replaced snapshots leave room. */
const MAX_ENTRIES = 1024;

/** Writes the header `x-fairlead-picks`. */
export const encodePicks = ({ sequence, picks }: PicksReport): string =>
  [sequence, ...[...picks].map(([podId, count]) => `${podId}=${count}`)].join(" ");

/** Reads the header `x-fairlead-picks`; `undefined` when any part of it has the wrong form. */
export function parsePicks(header: string): PicksReport | undefined {
  const [sequence = "", ...entries] = header.split(" ");
  if (!/^[0-9]{1,15}$/.test(sequence) || entries.length > MAX_ENTRIES) return undefined;
  const picks = new Map<string, number>();
  for (const entry of entries) {
    const [podId = "", count = "", ...rest] = entry.split("=");
    if (rest.length > 0 || !isPodId(podId) || !/^[1-9][0-9]{0,8}$/.test(count)) return undefined;
    picks.set(podId, (picks.get(podId) ?? 0) + Number(count));
  }
  return { sequence: Number(sequence), picks };
}
