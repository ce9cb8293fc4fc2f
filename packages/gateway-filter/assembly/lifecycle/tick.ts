/** What is done in the background, a few times a second. */
import { nowMs, refresh, setTickPeriod } from "../host/clock";
import * as log from "../host/log";
import { fetchWhenDue } from "../lookup/fetch";
import * as metrics from "../metrics";
import { Pool } from "../state/pool";
import { findRoot, Root } from "../state/root";

const LONGEST_PERIOD_MS: u32 = 500;
const SHORTEST_PERIOD_MS: u32 = 25;

export function onTick(rootId: u32): void {
  const root = findRoot(rootId);
  if (root == null || root.configuration == 0) return;
  refresh();
  log.refreshLevel();
  if (root.config().snapshotMode) refreshSnapshots(root);
  metrics.flush();
  settle(root);
}

function refreshSnapshots(root: Root): void {
  let pods: u64 = 0;
  let oldestMs: u64 = 0;
  for (let address = root.firstPool; address != 0; ) {
    const pool = changetype<Pool>(address);
    address = pool.next;
    fetchWhenDue(root, pool);
    pods += pool.table.poolSize;
    if (pool.heldSinceMs != 0) oldestMs = max(oldestMs, nowMs() - pool.heldSinceMs);
  }
  metrics.recordPods(pods);
  metrics.recordSnapshotAge(oldestMs);
}

/** After the first tick, which comes at once, the period follows the configuration. */
function settle(root: Root): void {
  const configuration = root.config();
  let period = LONGEST_PERIOD_MS;
  if (configuration.snapshotMode) {
    period = min(period, configuration.snapshotIntervalMs);
    period = min(period, configuration.snapshotMaxAgeMs / 4);
    period = max(period, SHORTEST_PERIOD_MS);
  }
  if (period == root.tickPeriodMs) return;
  root.tickPeriodMs = period;
  setTickPeriod(period);
}
