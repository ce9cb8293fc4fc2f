import type { CliEvent } from "../events/cli-event.ts";
import type { Status } from "../events/pod-status.ts";
import type { Screen } from "../terminal/screen.ts";
import { lookOf, type Style } from "../terminal/style.ts";
import { summaryLines } from "../demo/summary-lines.ts";
import { podPoolLines, podPoolListLines } from "../inspect/pod-pool-lines.ts";
import { poolLines } from "../inspect/pool-lines.ts";
import { sourceLine, type Source } from "../inspect/source.ts";
import { eventLines } from "./event-line.ts";
import type { Output } from "./output.ts";
import { statusLine, statusLines } from "./status-lines.ts";

/** Settings of {@link createTextOutput}. */
export interface TextOutputOptions {
  /** Adds a line. */
  readonly print: (line: string) => void;
  readonly style: Style;
  /** Leaves out what pods write. */
  readonly quiet: boolean;
  /** Shows the status as a table that is redrawn. Absent: as a line, when it has changed, at most every five seconds. */
  readonly screen?: Screen | undefined;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
}

const STATUS_LINE_INTERVAL_MS = 5_000;

/** Shows events to a person: on a terminal with a live table, elsewhere in plain lines. */
export function createTextOutput(options: TextOutputOptions): Output {
  const { screen, style, quiet } = options;
  const print = screen === undefined ? options.print : (line: string) => screen.print(line);
  const looks = new Map<string, number>();
  let lastLine = "";
  let lastLineAt = -Infinity;

  const prefix = (podId: string): string => {
    const index = looks.get(podId) ?? looks.size;
    looks.set(podId, index);
    return style(lookOf(index), `${podId} |`);
  };
  const showStatus = (status: Status): void => {
    if (screen !== undefined) {
      screen.draw(statusLines(status, style));
      return;
    }
    const line = statusLine(status);
    if (line === lastLine || options.now() - lastLineAt < STATUS_LINE_INTERVAL_MS) return;
    lastLine = line;
    lastLineAt = options.now();
    print(line);
  };
  const showPools = (poolsLines: readonly string[], source: Source): void => {
    const lines = [sourceLine(source, style), ...poolsLines];
    if (screen !== undefined) screen.draw(lines);
    else if (lines.join("\n") !== lastLine) {
      lastLine = lines.join("\n");
      for (const line of lines) print(line);
    }
  };
  const tell = (event: CliEvent): void => {
    if (event.event === "status") showStatus(event);
    else if (event.event === "pool") showPools(poolLines(event, style), event.source);
    else if (event.event === "pod_pool") showPools(podPoolLines(event, style), event.source);
    else if (event.event === "pod_pools") showPools(podPoolListLines(event, style), event.source);
    else if (event.event === "summary") for (const line of summaryLines(event, style)) print(line);
    else if (event.event === "pod_output") {
      if (!quiet) print(`${prefix(event.podId)} ${event.line}`);
    } else {
      if (event.event === "stopping") screen?.draw([]);
      for (const line of eventLines(event, style)) print(line);
    }
  };
  return { tell, close: () => screen?.close() };
}
