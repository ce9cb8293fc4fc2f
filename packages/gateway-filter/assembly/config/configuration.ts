import { allocate, release } from "../memory/blocks";
import { Span } from "../bytes/span";

/** One entry of `routes`. `host` and `pathPrefix` are `NONE` when any will do. */
// @ts-ignore: decorator
@unmanaged
export class Route {
  host: Span;
  pathPrefix: Span;
  pool: Span;
  /** Address of the pool itself, once it exists. */
  target: usize;
}

/** The filter's configuration, as docs/protocol.md has it. All spans point into `strings`. */
// @ts-ignore: decorator
@unmanaged
export class Configuration {
  strings: usize;
  stringsBytes: u32;
  upstreamName: Span;
  authority: Span;
  apiPath: Span;
  pool: Span;
  queryParam: Span;
  stickyCookie: Span;
  /** Empty or `NONE`: nobody may probe. */
  probeToken: Span;
  routes: usize;
  routeCount: u32;
  routeCapacity: u32;
  /** `routes` was given, be it empty: what it does not name is none of ours without `pool`. */
  hasRoutes: bool;
  timeoutMs: u32;
  snapshotIntervalMs: u32;
  snapshotMaxAgeMs: u32;
  snapshotMode: bool;
  ignoreClientPodId: bool;
  rejectWhenFull: bool;
  exposePod: bool;

  route(index: u32): Route {
    return changetype<Route>(this.routes + index * ROUTE_BYTES);
  }
}

export const ROUTE_BYTES: u32 = <u32>offsetof<Route>();
const CONFIGURATION_BYTES: u32 = <u32>offsetof<Configuration>();

/** A configuration with room for the strings of a text of `textBytes`. */
export function createConfiguration(textBytes: u32): Configuration {
  const configuration = changetype<Configuration>(allocate(CONFIGURATION_BYTES));
  configuration.stringsBytes = textBytes;
  configuration.strings = allocate(textBytes);
  return configuration;
}

export function releaseConfiguration(configuration: Configuration): void {
  release(configuration.strings, configuration.stringsBytes);
  release(configuration.routes, configuration.routeCapacity * ROUTE_BYTES);
  release(changetype<usize>(configuration), CONFIGURATION_BYTES);
}
