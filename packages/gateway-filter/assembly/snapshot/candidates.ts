/**
 * The pods that a pick chooses from: open, with room, in two dense arrays. The cost of a pod follows the
 * picks made here, so that a pick is one pass over numbers, without a division or a host call.
 */
import { PICK_COMPARE_ALL_MAX } from "../generated/wire";
import { allocate, regrow, release } from "../memory/blocks";
import * as random from "../random";
import { admission, errorShare } from "./errors";
import { ownPicks, Pod } from "./pod";
import { PodTable } from "./pod-table";

const FIRST_CAPACITY: u32 = 8;
const COMPARE_ALL: u32 = PICK_COMPARE_ALL_MAX;
const NOBODY: u32 = 0xffffffff;

// @ts-ignore: decorator
@unmanaged
export class Candidates {
  /** Score plus own picks × step × askers. */
  costs: usize;
  /** Index in the pod table. */
  pods: usize;
  capacity: u32;
  count: u32;
  /** Whether the snapshot has an open pod, and one that still took clients when it was taken. */
  hasOpen: bool;
  hasRoom: bool;
  /** Whether some pod answered errors lately: then a pick looks at each pod's share of them. */
  suspicious: bool;

  // @ts-ignore: decorator
  @inline
  cost(index: u32): f64 {
    return load<f64>(this.costs + index * 8);
  }

  // @ts-ignore: decorator
  @inline
  pod(table: PodTable, index: u32): Pod {
    return table.pod(load<u32>(this.pods + index * 4));
  }

  /** Fills the arrays anew, after the snapshot or the counts of own picks changed. */
  rebuild(table: PodTable): void {
    this.count = 0;
    this.hasOpen = false;
    this.hasRoom = false;
    for (let index: u32 = 0; index < table.capacity; index++) {
      const pod = table.pod(index);
      if (pod.serial == 0 || !pod.present || !pod.open) continue;
      this.hasOpen = true;
      if (pod.room != 0) this.hasRoom = true;
      if (pod.room < 0 || pod.room > ownPicks(pod) * pod.askers) this.add(index, pod);
      if (pod.errors != 0) this.suspicious = true;
    }
  }

  private add(index: u32, pod: Pod): void {
    if (this.count == this.capacity) {
      const old = this.capacity;
      this.capacity = max(FIRST_CAPACITY, old * 2);
      this.costs = regrow(this.costs, old * 8, this.capacity * 8);
      this.pods = regrow(this.pods, old * 4, this.capacity * 4);
    }
    store<f64>(this.costs + this.count * 8, pod.score + ownPicks(pod) * pod.weight);
    store<u32>(this.pods + this.count * 4, index);
    this.count++;
  }

  /**
   * Chooses a pod for a new client and counts the pick; null when there is none. Up to 32 candidates are
   * all compared, of more two at random; ties fall at random.
   */
  pick(table: PodTable, nowMs: u64): Pod | null {
    if (this.count == 0) return null;
    let chosen = NOBODY;
    if (this.suspicious) chosen = this.choose(table, true, nowMs);
    if (chosen == NOBODY) chosen = this.choose(table, false, nowMs);
    const pod = this.pod(table, chosen);
    pod.freshPicks++;
    store<f64>(this.costs + chosen * 8, this.cost(chosen) + pod.weight);
    if (pod.room >= 0 && ownPicks(pod) * pod.askers >= pod.room) this.removeAt(chosen);
    return pod;
  }

  private choose(table: PodTable, wary: bool, nowMs: u64): u32 {
    const two = this.count > COMPARE_ALL;
    const first: u32 = two ? random.below(this.count) : 0;
    const looks: u32 = two ? 2 : this.count;
    let best = NOBODY;
    let bestCost: f64 = 0;
    let ties: u32 = 0;
    let anyShare = false;
    for (let look: u32 = 0; look < looks; look++) {
      let index = two ? first : look;
      if (two && look == 1) {
        index = random.below(this.count - 1);
        if (index >= first) index++;
      }
      if (wary) {
        const share = errorShare(this.pod(table, index), nowMs);
        if (share > 0) {
          anyShare = true;
          if (random.fraction() >= admission(share)) continue;
        }
      }
      const cost = this.cost(index);
      if (best == NOBODY || cost < bestCost) {
        best = index;
        bestCost = cost;
        ties = 1;
      } else if (cost == bestCost && random.below(++ties) == 0) {
        best = index;
      }
    }
    if (wary && !two && !anyShare) this.suspicious = false;
    return best;
  }

  private removeAt(index: u32): void {
    const last = --this.count;
    store<f64>(this.costs + index * 8, this.cost(last));
    store<u32>(this.pods + index * 4, load<u32>(this.pods + last * 4));
  }

  free(): void {
    release(this.costs, this.capacity * 8);
    release(this.pods, this.capacity * 4);
  }
}

export function createCandidates(): Candidates {
  return changetype<Candidates>(allocate(<u32>offsetof<Candidates>()));
}
