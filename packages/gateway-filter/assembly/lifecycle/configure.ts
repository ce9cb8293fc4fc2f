/** Takes the configuration, or says what is wrong with it. */
import { literal, NONE, size } from "../bytes/span";
import * as reader from "../config/read";
import * as buffer from "../host/buffer";
import { refresh, setTickPeriod } from "../host/clock";
import * as log from "../host/log";
import { abandonQueues } from "../lookup/share";
import * as metrics from "../metrics";
import { detachCalls } from "../state/calls";
import { addRoot, setConfiguration } from "../state/root";
import { detachStreams } from "../state/streams";

const REJECTED = literal("configuration rejected");
const CONFIGURED = literal("filter configured");
const KEY = literal("key");
const ROUTE = literal("route");
const PROBLEM = literal("problem");
const ACCEPTED = literal("accepted");
const UPSTREAM = literal("upstream");
const SNAPSHOT_MODE = literal("snapshot_mode");
const ROUTES = literal("routes");

/** The first tick comes at once: a call cannot be made while Envoy is still configuring. */
const FIRST_TICK_MS: u32 = 1;

export function onConfigure(rootId: u32, bytes: u32): bool {
  log.refreshLevel();
  refresh();
  metrics.defineAll();
  const most = min(bytes, reader.MOST_CONFIGURATION_BYTES + 1);
  const text = bytes == 0 ? NONE : buffer.read(buffer.PLUGIN_CONFIGURATION, most);
  const configuration = reader.readConfiguration(text);
  if (configuration == null) {
    reject();
    return false;
  }
  const root = addRoot(rootId);
  abandonQueues(root);
  detachCalls(rootId);
  detachStreams(rootId);
  setConfiguration(root, configuration);
  root.tickPeriodMs = FIRST_TICK_MS;
  setTickPeriod(FIRST_TICK_MS);
  if (log.line(log.INFO, CONFIGURED)) {
    log.field(UPSTREAM, configuration.upstreamName);
    log.number(SNAPSHOT_MODE, configuration.snapshotMode ? 1 : 0);
    log.number(ROUTES, configuration.routeCount);
    log.send();
  }
  return true;
}

function reject(): void {
  if (!log.line(log.ERROR, REJECTED)) return;
  if (reader.routeIndex >= 0) log.number(ROUTE, reader.routeIndex);
  if (size(reader.key) > 0) log.field(KEY, reader.key);
  log.field(PROBLEM, reader.problem);
  log.field(ACCEPTED, reader.accepted);
  log.send();
}
