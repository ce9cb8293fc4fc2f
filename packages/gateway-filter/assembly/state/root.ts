/** Root contexts of this VM, one for each configured filter that shares it. */
import { NONE, Span } from "../bytes/span";
import { Configuration, releaseConfiguration } from "../config/configuration";
import { Breaker } from "../lookup/breaker";
import { allocate, release } from "../memory/blocks";
import { createPool, findPool, Pool, releasePool } from "./pool";

// @ts-ignore: decorator
@unmanaged
export class Root {
  /** Address of the next root, or 0. */
  next: usize;
  contextId: u32;
  tickPeriodMs: u32;
  /** 0 until it is configured. */
  configuration: usize;
  firstPool: usize;
  /** Fetches under way whose answer may wait for other pods. */
  waitingFetches: u32;
  /** The pool of requests that match no route; 0: these are none of ours. */
  defaultPool: usize;
  breaker: Breaker;
  /** Repeated log lines: when the last was written, and how many were not. One for each cause. */
  lastLoggedMs: usize;
  suppressed: usize;

  // @ts-ignore: decorator
  @inline
  config(): Configuration {
    return changetype<Configuration>(this.configuration);
  }
}

const ROOT_BYTES: u32 = <u32>offsetof<Root>();
const BREAKER_BYTES: u32 = <u32>offsetof<Breaker>();
const LOG_SLOTS: u32 = 16;

let firstRoot: usize = 0;

/** The root of that context id, or null. */
export function findRoot(contextId: u32): Root | null {
  let address = firstRoot;
  while (address != 0) {
    const root = changetype<Root>(address);
    if (root.contextId == contextId) return root;
    address = root.next;
  }
  return null;
}

export function addRoot(contextId: u32): Root {
  const known = findRoot(contextId);
  if (known != null) return known;
  const root = changetype<Root>(allocate(ROOT_BYTES));
  root.contextId = contextId;
  root.breaker = changetype<Breaker>(allocate(BREAKER_BYTES));
  root.lastLoggedMs = allocate(LOG_SLOTS * 8);
  root.suppressed = allocate(LOG_SLOTS * 4);
  root.next = firstRoot;
  firstRoot = changetype<usize>(root);
  return root;
}

export function removeRoot(root: Root): void {
  const address = changetype<usize>(root);
  if (firstRoot == address) firstRoot = root.next;
  for (let other = firstRoot; other != 0; other = changetype<Root>(other).next) {
    if (changetype<Root>(other).next == address) changetype<Root>(other).next = root.next;
  }
  clearConfiguration(root);
  root.breaker.succeeded();
  release(changetype<usize>(root.breaker), BREAKER_BYTES);
  release(root.lastLoggedMs, LOG_SLOTS * 8);
  release(root.suppressed, LOG_SLOTS * 4);
  release(address, ROOT_BYTES);
}

function clearConfiguration(root: Root): void {
  let address = root.firstPool;
  while (address != 0) {
    const pool = changetype<Pool>(address);
    address = pool.next;
    releasePool(pool);
  }
  root.firstPool = 0;
  root.defaultPool = 0;
  root.waitingFetches = 0;
  if (root.configuration != 0) releaseConfiguration(root.config());
  root.configuration = 0;
}

/** Takes a configuration over, and makes its pools. The old ones are released. */
export function setConfiguration(root: Root, configuration: Configuration): void {
  clearConfiguration(root);
  root.configuration = changetype<usize>(configuration);
  if (configuration.pool != NONE || !configuration.hasRoutes) {
    root.defaultPool = poolNamed(root, configuration.pool);
  }
  for (let index: u32 = 0; index < configuration.routeCount; index++) {
    configuration.route(index).target = poolNamed(root, configuration.route(index).pool);
  }
}

function poolNamed(root: Root, name: Span): usize {
  const known = findPool(root.firstPool, name);
  if (known != 0) return known;
  const pool = createPool(name);
  pool.next = root.firstPool;
  root.firstPool = changetype<usize>(pool);
  return root.firstPool;
}
