/**
 * The pods of one pool, in slots, found by id. A snapshot is read twice: once to see that all of it is
 * well-formed, then to take it over, so that a malformed one leaves everything as it was.
 */
import { equal, hash } from "../bytes/scan";
import { Span } from "../bytes/span";
import { allocate, regrow, release } from "../memory/blocks";
import * as line from "./line";
import { Pod, POD_BYTES, podId, setEndpoint, setPodId, setRouteId } from "./pod";

const FIRST_CAPACITY: u32 = 8;
/** Pods that are kept because clients name them, until the next snapshot. */
const MOST_NAMED: u32 = 64;

// @ts-ignore: decorator
@unmanaged
export class PodTable {
  pods: usize;
  capacity: u32;
  /** As many as `capacity`, each the index + 1 of the first pod. */
  buckets: usize;
  lastSerial: u32;
  /** Pods of the whole pool, and how many of them are in the snapshot. */
  poolSize: u32;
  presentCount: u32;
  /** Pods that are known because clients named them. */
  namedCount: u32;
  /** The snapshot's own limit of its age. */
  maxAgeMs: u64;

  pod(index: u32): Pod {
    return changetype<Pod>(this.pods + index * POD_BYTES);
  }

  /** Whether the snapshot held is a part of the pool only. */
  isSample(): bool {
    return this.poolSize > this.presentCount;
  }

  /** The pod with that id, in the snapshot or not, or null. */
  find(id: Span): Pod | null {
    if (this.capacity == 0) return null;
    const wanted = hash(id);
    let next = load<u32>(this.buckets + (wanted & (this.capacity - 1)) * 4);
    while (next != 0) {
      const pod = this.pod(next - 1);
      if (pod.hash == wanted && equal(podId(pod), id)) return pod;
      next = pod.nextInBucket;
    }
    return null;
  }

  /** The index of a pod, for later use together with its serial. */
  indexOf(pod: Pod): u32 {
    return <u32>(changetype<usize>(pod) - this.pods) / POD_BYTES;
  }

  /** The pod that had this index and serial, or null when the slot has passed to another. */
  at(index: u32, serial: u32): Pod | null {
    if (index >= this.capacity) return null;
    const pod = this.pod(index);
    return pod.serial == serial ? pod : null;
  }

  /** Takes over a snapshot; false, and nothing is changed, when it is malformed. */
  apply(text: Span): bool {
    if (!isWellFormed(text)) return false;
    for (let index: u32 = 0; index < this.capacity; index++) this.pod(index).present = false;
    line.beginSnapshot(text);
    this.poolSize = <u32>min(line.poolSize, 0xffffffff);
    this.maxAgeMs = line.maxAgeMs;
    this.presentCount = 0;
    for (let left = line.lines; left > 0; left--) {
      line.nextPod();
      this.take();
    }
    this.drop();
    return true;
  }

  private take(): void {
    let pod = this.find(line.podId);
    if (pod == null) pod = this.add(line.podId);
    if (!pod.present) this.presentCount++;
    pod.present = true;
    pod.named = false;
    pod.open = line.open;
    setRouteId(pod, line.routeId);
    setEndpoint(pod, line.endpoint);
    pod.score = <f64>line.score;
    pod.weight = <f64>line.step * <f64>line.askers;
    pod.room = line.room < 0 ? -1 : <f64>line.room;
    pod.askers = <f64>line.askers;
  }

  /** Whether there is room for another pod that a client names. */
  admitsNamed(): bool {
    return this.namedCount < MOST_NAMED;
  }

  /** Adds a pod that the snapshot does not have: nobody is led to it until it is confirmed. There must be room. */
  addNamed(id: Span): Pod {
    const pod = this.add(id);
    pod.named = true;
    this.namedCount++;
    return pod;
  }

  /** Has clients that name a pod led to it; `address` is `NONE` or one endpoint. */
  confirm(pod: Pod, route: Span, address: Span): void {
    setRouteId(pod, route);
    setEndpoint(pod, address);
    pod.present = true;
  }

  /** Forgets the pods that clients named, but those that are being asked about. */
  forgetNamed(): void {
    if (this.namedCount == 0) return;
    for (let index: u32 = 0; index < this.capacity; index++) {
      const pod = this.pod(index);
      if (pod.named) pod.present = false;
    }
    this.drop();
  }

  private add(id: Span): Pod {
    let index: u32 = 0;
    while (index < this.capacity && this.pod(index).serial != 0) index++;
    if (index == this.capacity) this.grow();
    const pod = this.pod(index);
    memory.fill(changetype<usize>(pod), 0, POD_BYTES);
    pod.serial = ++this.lastSerial == 0 ? ++this.lastSerial : this.lastSerial;
    setPodId(pod, id);
    this.link(index);
    return pod;
  }

  /** Frees the slots of pods that are gone and have nothing to report, and rebuilds the buckets. */
  private drop(): void {
    memory.fill(this.buckets, 0, this.capacity * 4);
    this.namedCount = 0;
    for (let index: u32 = 0; index < this.capacity; index++) {
      const pod = this.pod(index);
      if (pod.serial == 0) continue;
      if (!pod.present && pod.freshPicks == 0 && pod.sentPicks == 0 && !pod.asking) {
        pod.serial = 0;
        continue;
      }
      if (pod.named) this.namedCount++;
      this.link(index);
    }
  }

  private link(index: u32): void {
    const pod = this.pod(index);
    const bucket = this.buckets + (pod.hash & (this.capacity - 1)) * 4;
    pod.nextInBucket = load<u32>(bucket);
    store<u32>(bucket, index + 1);
  }

  private grow(): void {
    const old = this.capacity;
    const capacity = max(FIRST_CAPACITY, old * 2);
    this.pods = regrow(this.pods, old * POD_BYTES, capacity * POD_BYTES);
    release(this.buckets, old * 4);
    this.buckets = allocate(capacity * 4);
    this.capacity = capacity;
    for (let index: u32 = 0; index < old; index++) this.link(index);
  }
}

function isWellFormed(text: Span): bool {
  if (!line.beginSnapshot(text)) return false;
  for (let left = line.lines; left > 0; left--) {
    if (!line.nextPod()) return false;
  }
  return line.endSnapshot();
}

export function releasePods(table: PodTable): void {
  release(table.pods, table.capacity * POD_BYTES);
  release(table.buckets, table.capacity * 4);
  table.pods = 0;
  table.buckets = 0;
  table.capacity = 0;
  table.poolSize = 0;
  table.presentCount = 0;
  table.namedCount = 0;
}
