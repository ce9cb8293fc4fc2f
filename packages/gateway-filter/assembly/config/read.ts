/** Reads the filter's configuration. What is wrong is told by key, problem and what is accepted. */
import { equal } from "../bytes/scan";
import { at, literal, NONE, size, span, Span } from "../bytes/span";
import { PATH_LOOKUP, QUERY_PARAMETER_POD_ID } from "../generated/wire";
import { isPoolName } from "../identifiers/names";
import { take } from "../memory/arena";
import { regrow } from "../memory/blocks";
import { Configuration, createConfiguration, releaseConfiguration, Route, ROUTE_BYTES } from "./configuration";
import { isHeaderValue, isHost, isPath, isPathPrefix, isQueryName, isToken } from "./forms";
import * as json from "./json";

/** Largest configuration that is read. */
export const MOST_CONFIGURATION_BYTES: u32 = 1 << 20;
const MOST_ROUTES: u32 = 256;

const EMPTY = literal("empty");
const TOO_LARGE = literal("too large");
const UNKNOWN_KEY = literal("unknown key");
const DUPLICATE_KEY = literal("key given twice");
const MISSING = literal("missing");
const OUT_OF_FORM = literal("not of the accepted form");
const TOO_MANY = literal("too many entries");

const KEY_UPSTREAM_NAME = literal("upstream_name");
const KEY_AUTHORITY = literal("authority");
const KEY_API_PATH = literal("api_path");
const KEY_MODE = literal("mode");
const KEY_POOL = literal("pool");
const KEY_ROUTES = literal("routes");
const KEY_QUERY_PARAM = literal("query_param");
const KEY_TIMEOUT_MS = literal("timeout_ms");
const KEY_SNAPSHOT_INTERVAL_MS = literal("snapshot_interval_ms");
const KEY_SNAPSHOT_MAX_AGE_MS = literal("snapshot_max_age_ms");
const KEY_STICKY_COOKIE = literal("sticky_cookie");
const KEY_CLIENT_POD_ID = literal("client_pod_id");
const KEY_ON_FULL = literal("on_full");
const KEY_EXPOSE_POD = literal("expose_pod");
const KEY_PROBE_TOKEN = literal("probe_token");
const KEY_HOST = literal("host");
const KEY_PATH_PREFIX = literal("path_prefix");

const PER_REQUEST = literal("per_request");
const SNAPSHOT = literal("snapshot");
const HONOUR = literal("honour");
const IGNORE = literal("ignore");
const ROUTE = literal("route");
const REJECT = literal("reject");

const DEFAULT_API_PATH = literal(PATH_LOOKUP);
const DEFAULT_QUERY_PARAM = literal(QUERY_PARAMETER_POD_ID);

const AN_OBJECT = literal("a JSON object with upstream_name and authority");
const A_ROUTE = literal("an object with pool, and with host or path_prefix if wanted");
const CLUSTER = literal("the name of an Envoy cluster, up to 1024 printable characters");
const AUTHORITY = literal("an authority, up to 255 printable characters");
const PATH = literal("a path that starts with /, without space or #, up to 1024 characters");
const PATH_PREFIX = literal("a path that starts with /, without space, ? or #, up to 1024 characters");
const HOST = literal("a host in lower case without port, or *.suffix");
const POOL = literal("<namespace>/<name>");
const QUERY_NAME = literal("letters, digits, _ . ~ -, up to 64, or empty for header-only routing");
const COOKIE_NAME = literal("a cookie name up to 64 characters, or empty for none");
const PROBE_TOKEN = literal("letters, digits and !#$%&'*+.^_`|~-, up to 256, or empty to let no probe through");
const ROUTES = literal("an array of at most 256 objects");
const MODES = literal("per_request or snapshot");
const CLIENT_POD_IDS = literal("honour or ignore");
const ON_FULLS = literal("route or reject");
const BOOLEAN = literal("true or false");
const TIMEOUT = literal("an integer from 1 to 60000");
const INTERVAL = literal("an integer from 50 to 60000");
const MAX_AGE = literal("an integer from 100 to 600000");

/** The key that was being read when something went wrong; `NONE`: the configuration as a whole. */
export let key: Span = NONE;
/** Index of the route it was in, or -1. */
export let routeIndex: i32 = -1;
/** What is wrong. */
export let problem: Span = NONE;
/** What is accepted there. */
export let accepted: Span = NONE;

let seen: u32 = 0;

/** Reads a configuration; null when it is not right, and `key`, `problem` and `accepted` say why. */
export function readConfiguration(text: Span): Configuration | null {
  key = NONE;
  routeIndex = -1;
  accepted = AN_OBJECT;
  problem = size(text) == 0 ? EMPTY : size(text) > MOST_CONFIGURATION_BYTES ? TOO_LARGE : NONE;
  if (problem != NONE) return null;
  const configuration = createConfiguration(size(text));
  configuration.apiPath = DEFAULT_API_PATH;
  configuration.queryParam = DEFAULT_QUERY_PARAM;
  configuration.timeoutMs = 500;
  configuration.snapshotIntervalMs = 1000;
  configuration.snapshotMaxAgeMs = 10000;
  json.begin(text, configuration.strings);
  readObject(configuration);
  problem = json.problem;
  if (problem == NONE) return configuration;
  key = keep(key);
  releaseConfiguration(configuration);
  return null;
}

/** The key in scratch memory: the strings of a configuration that is refused are released. */
function keep(name: Span): Span {
  if (name == NONE) return NONE;
  const copy = take(size(name));
  memory.copy(copy, at(name), size(name));
  return span(copy, size(name));
}

function readObject(configuration: Configuration): void {
  seen = 0;
  if (!json.enterObject()) return;
  for (let index: u32 = 0; ; index++) {
    const name = json.nextKey(index);
    if (name == NONE) break;
    key = name;
    accepted = AN_OBJECT;
    if (!readMember(configuration, name)) return;
    key = NONE;
    accepted = AN_OBJECT;
  }
  json.finish();
  require(0, KEY_UPSTREAM_NAME, CLUSTER);
  require(1, KEY_AUTHORITY, AUTHORITY);
}

function readMember(configuration: Configuration, name: Span): bool {
  if (equal(name, KEY_UPSTREAM_NAME)) {
    configuration.upstreamName = text(0, CLUSTER);
    return check(isHeaderValue(configuration.upstreamName, 1024));
  }
  if (equal(name, KEY_AUTHORITY)) {
    configuration.authority = text(1, AUTHORITY);
    return check(isHeaderValue(configuration.authority, 255));
  }
  if (equal(name, KEY_API_PATH)) {
    configuration.apiPath = text(2, PATH);
    return check(isPath(configuration.apiPath));
  }
  if (equal(name, KEY_MODE)) {
    configuration.snapshotMode = choice(3, PER_REQUEST, SNAPSHOT, MODES);
    return json.problem == NONE;
  }
  if (equal(name, KEY_POOL)) {
    configuration.pool = text(4, POOL);
    return check(isPoolName(configuration.pool));
  }
  if (equal(name, KEY_ROUTES)) {
    configuration.hasRoutes = true;
    return first(5, ROUTES) && readRoutes(configuration);
  }
  if (equal(name, KEY_QUERY_PARAM)) {
    configuration.queryParam = text(6, QUERY_NAME);
    return check(isQueryName(configuration.queryParam));
  }
  if (equal(name, KEY_TIMEOUT_MS)) {
    configuration.timeoutMs = integer(7, 1, 60000, TIMEOUT);
    return json.problem == NONE;
  }
  if (equal(name, KEY_SNAPSHOT_INTERVAL_MS)) {
    configuration.snapshotIntervalMs = integer(8, 50, 60000, INTERVAL);
    return json.problem == NONE;
  }
  if (equal(name, KEY_SNAPSHOT_MAX_AGE_MS)) {
    configuration.snapshotMaxAgeMs = integer(9, 100, 600000, MAX_AGE);
    return json.problem == NONE;
  }
  if (equal(name, KEY_STICKY_COOKIE)) {
    configuration.stickyCookie = text(10, COOKIE_NAME);
    return check(isToken(configuration.stickyCookie, 64));
  }
  if (equal(name, KEY_CLIENT_POD_ID)) {
    configuration.ignoreClientPodId = choice(11, HONOUR, IGNORE, CLIENT_POD_IDS);
    return json.problem == NONE;
  }
  if (equal(name, KEY_ON_FULL)) {
    configuration.rejectWhenFull = choice(12, ROUTE, REJECT, ON_FULLS);
    return json.problem == NONE;
  }
  if (equal(name, KEY_EXPOSE_POD)) {
    configuration.exposePod = first(13, BOOLEAN) && json.readBoolean() == 1;
    return json.problem == NONE;
  }
  if (equal(name, KEY_PROBE_TOKEN)) {
    configuration.probeToken = text(14, PROBE_TOKEN);
    return check(isToken(configuration.probeToken, 256));
  }
  return json.fail(UNKNOWN_KEY);
}

function readRoutes(configuration: Configuration): bool {
  if (!json.enterArray()) return false;
  for (let index: u32 = 0; json.nextElement(index); index++) {
    if (index == MOST_ROUTES) return json.fail(TOO_MANY);
    if (index == configuration.routeCapacity) {
      const capacity = max(4, index * 2);
      configuration.routes = regrow(configuration.routes, index * ROUTE_BYTES, capacity * ROUTE_BYTES);
      configuration.routeCapacity = capacity;
    }
    routeIndex = index;
    const outer = seen;
    seen = 0;
    configuration.routeCount = index + 1;
    if (!readRoute(configuration.route(index))) return false;
    seen = outer;
    routeIndex = -1;
    key = KEY_ROUTES;
    accepted = ROUTES;
  }
  return json.problem == NONE;
}

function readRoute(route: Route): bool {
  accepted = A_ROUTE;
  if (!json.enterObject()) return false;
  for (let index: u32 = 0; ; index++) {
    const name = json.nextKey(index);
    if (name == NONE) break;
    key = name;
    accepted = A_ROUTE;
    let valid = false;
    if (equal(name, KEY_HOST)) {
      route.host = text(0, HOST);
      valid = check(isHost(route.host));
    } else if (equal(name, KEY_PATH_PREFIX)) {
      route.pathPrefix = text(1, PATH_PREFIX);
      valid = check(isPathPrefix(route.pathPrefix));
    } else if (equal(name, KEY_POOL)) {
      route.pool = text(2, POOL);
      valid = check(isPoolName(route.pool));
    } else {
      json.fail(UNKNOWN_KEY);
    }
    if (!valid) return false;
  }
  require(2, KEY_POOL, POOL);
  return json.problem == NONE;
}

/** Notes that a key is there, and what it accepts; false when it was there before. */
function first(bit: u32, accepts: Span): bool {
  accepted = accepts;
  if (seen & (1 << bit)) return json.fail(DUPLICATE_KEY);
  seen |= 1 << bit;
  return true;
}

function require(bit: u32, name: Span, accepts: Span): void {
  if (json.problem != NONE || seen & (1 << bit)) return;
  key = name;
  accepted = accepts;
  json.fail(MISSING);
}

function text(bit: u32, accepts: Span): Span {
  return first(bit, accepts) ? json.readString() : NONE;
}

function check(valid: bool): bool {
  if (json.problem != NONE) return false;
  return valid ? true : json.fail(OUT_OF_FORM);
}

/** True for the second of two words, false for the first. */
function choice(bit: u32, off: Span, on: Span, accepts: Span): bool {
  const word = text(bit, accepts);
  const isOn = equal(word, on);
  check(isOn || equal(word, off));
  return isOn;
}

function integer(bit: u32, lowest: u32, highest: u32, accepts: Span): u32 {
  const value = first(bit, accepts) ? json.readNumber() : NaN;
  if (!check(value >= lowest && value <= highest && value == floor(value))) return lowest;
  return <u32>value;
}
