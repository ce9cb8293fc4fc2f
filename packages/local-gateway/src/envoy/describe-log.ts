const LINES_IN_MESSAGE = 15;
/** `[2026-11-23 13:18:50.850][9197][warning][main] [source/server/server.cc:1059] text` */
const LOG_PREFIX = /^\[[^\]]*\]\[\d+\]\[(\w+)\]\[[^\]]*\] (?:\[[^\]]*\] )?/;

/** Envoy warns of this at every start; on one host it is as wanted. */
const HARMLESS = "There is no configured limit to the number of allowed active downstream connections";
const TELLING = new Set(["warning", "error", "critical"]);

/** The lines of a log that say what went wrong, without their time and place. */
export function describeLog(lines: readonly string[]): string {
  const telling = lines.filter(
    (line) => !line.includes(HARMLESS) && TELLING.has(LOG_PREFIX.exec(line)?.[1] ?? "warning"),
  );
  const chosen = telling.length > 0 ? telling : lines;
  if (chosen.length === 0) return "Envoy logged nothing.";
  const text = chosen.slice(-LINES_IN_MESSAGE).map((line) => `  ${line.replace(LOG_PREFIX, "")}`);
  return `Envoy's log:\n${[...new Set(text)].join("\n")}`;
}
