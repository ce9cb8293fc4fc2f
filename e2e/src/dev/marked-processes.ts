import { readdirSync, readFileSync } from "node:fs";

/** Variable that every process of a run inherits. */
export const MARK = "FAIRLEAD_RUN_MARK";

/** Processes with this mark that still run, `pid command line` each; none where there is no `/proc`. */
export function markedProcesses(mark: string): string[] {
  const found: string[] = [];
  let names: string[];
  try {
    names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  for (const pid of names) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      if (!environment.includes(`${MARK}=${mark}`)) continue;
      found.push(`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()}`);
    } catch {
      // It has ended, or belongs to somebody else.
    }
  }
  return found;
}
