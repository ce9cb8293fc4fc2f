import { Cron } from "croner";
import type { Bounds } from "./limits.ts";

/** A time that comes back, with bounds of its own. */
export interface ScheduleWindow {
  readonly name: string;
  /** Cron pattern of its beginning: minute, hour, day of month, month, day of week. */
  readonly start: string;
  /** Cron pattern of its end. */
  readonly end: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly minReplicas?: number | undefined;
  readonly maxReplicas?: number | undefined;
}

/** Bounds at a time, and the windows that they are from. */
export interface ScheduledBounds extends Bounds {
  readonly windows: readonly string[];
}

/** Milliseconds of the next match after a time; never, where the pattern has none. */
function nextMatchMs(pattern: string, timezone: string, nowMs: number): number {
  const cron = new Cron(pattern, { timezone, mode: "5-part", paused: true });
  return cron.nextRun(new Date(nowMs))?.getTime() ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether a window is open: its end comes before its next beginning. It is open from the minute of `start`
 * and closed from the minute of `end`; where both are at once it is closed. A window whose end never comes
 * is closed.
 *
 * @throws {TypeError | RangeError} for a cron pattern or time zone that is none; see {@link explainWindow}
 */
export function isWindowOpen({ start, end, timeZone }: ScheduleWindow, nowMs: number): boolean {
  return nextMatchMs(end, timeZone, nowMs) < nextMatchMs(start, timeZone, nowMs);
}

/** Says what is wrong with the patterns or the time zone of a window. */
export function explainWindow(window: ScheduleWindow, nowMs: number): string | undefined {
  for (const key of ["start", "end"] as const) {
    try {
      nextMatchMs(window[key], window.timeZone, nowMs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `${key} "${window[key]}" in ${window.timeZone}: ${reason}`;
    }
  }
  return undefined;
}

/**
 * The bounds of a time. Of several open windows the largest minimum and the largest maximum hold: a window
 * asks for pods, and none takes away what another asks for. A bound that no open window names is the
 * pool's own. The minimum then gives way to the maximum.
 */
export function scheduledBounds(
  own: Bounds,
  windows: readonly ScheduleWindow[],
  nowMs: number,
): ScheduledBounds {
  const open = windows.filter(
    (window) => explainWindow(window, nowMs) === undefined && isWindowOpen(window, nowMs),
  );
  const largest = (bounds: readonly (number | undefined)[], fallback: number): number => {
    const named = bounds.filter((bound) => bound !== undefined);
    return named.length === 0 ? fallback : Math.max(...named);
  };
  const maxReplicas = largest(
    open.map((window) => window.maxReplicas),
    own.maxReplicas,
  );
  const minReplicas = largest(
    open.map((window) => window.minReplicas),
    own.minReplicas,
  );
  return {
    minReplicas: Math.min(minReplicas, maxReplicas),
    maxReplicas,
    windows: open.map(({ name }) => name),
  };
}
