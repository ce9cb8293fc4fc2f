/**
 * Where a running Envoy spends its time: `node scripts/profile.ts <pid> [seconds]`, under load. Needs Linux
 * perf; samples the process clock, so it works in virtual machines without hardware counters.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [pid, seconds = "5"] = process.argv.slice(2);
if (pid === undefined || !/^\d+$/.test(pid)) {
  throw new Error("Name the process: node scripts/profile.ts <pid of Envoy> [seconds]");
}

const directory = mkdtempSync(join(tmpdir(), "fairlead-profile-"));
const data = join(directory, "perf.data");
const perf = (...parameters: string[]): string =>
  execFileSync("perf", parameters, {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "ignore"],
  });

try {
  perf("record", "-e", "cpu-clock", "-F", "4999", "-g", "-p", pid, "-o", data, "--", "sleep", seconds);
  const stacks = perf("script", "-i", data, "-F", "ip,sym,dso").trim().split("\n\n");
  // V8 gives perf no symbols: compiled wasm shows as frames of a map file that does not exist.
  const isWasm = (frame: string): boolean => frame.includes("/perf-") || frame.includes("//anon");
  const share = (matches: (frames: readonly string[]) => boolean): string => {
    const count = stacks.filter((stack) => matches(stack.trim().split("\n"))).length;
    return `${((100 * count) / stacks.length).toFixed(1)} %`;
  };
  console.table({
    samples: stacks.length,
    "kernel (sockets)": share(([leaf = ""]) => leaf.includes("kernel")),
    "in a callback of the filter, host calls included": share((frames) => frames.some(isWasm)),
    "the filter's own instructions": share(([leaf = ""]) => isWasm(leaf)),
  });
} finally {
  rmSync(directory, { recursive: true, force: true });
}
