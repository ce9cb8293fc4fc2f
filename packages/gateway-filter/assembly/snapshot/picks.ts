/**
 * The report of own picks that travels with each snapshot request (docs/protocol.md). Picks wait as fresh
 * ones, are carried by one request, and are forgotten once it is answered; until then each request carries
 * them again.
 */
import { Span } from "../bytes/span";
import * as writer from "../bytes/writer";
import { podId } from "./pod";
import { PodTable } from "./pod-table";

/** Servers limit the headers of a request, Node's to 16 KiB in all: what does not fit goes next time. */
const MOST_BYTES: u32 = 8192;
/** `=` and nine digits, and the space in front. */
const ENTRY_OVERHEAD: u32 = 11;
const LARGEST_COUNT: u32 = 999999999;

/** The header's value with all that is to be carried now; it counts as sent. Bare sequence when nothing was picked. */
export function writePicks(table: PodTable, sequence: u64): Span {
  // The sequence shifts the start, so that under the limit every pod has its turn. Entries that were sent before come first and always fit: they were let in by the same limit, and each
  // count has its nine digits set aside.
  writer.open(MOST_BYTES + 32);
  writer.integer(sequence);
  let reserved: u32 = 0;
  for (let again = 1; again >= 0; again--) {
    for (let count: u32 = 0; count < table.capacity; count++) {
      const pod = table.pod((<u32>sequence + count) & (table.capacity - 1));
      if (pod.serial == 0 || pod.freshPicks + pod.sentPicks == 0) continue;
      const wasSent = pod.sentPicks > 0;
      if (again == 1 ? !wasSent : wasSent) continue;
      reserved += pod.idSize + ENTRY_OVERHEAD;
      if (reserved > MOST_BYTES) return finish(table);
      writer.byte(0x20);
      writer.bytes(podId(pod));
      writer.byte(0x3d);
      writer.integer(min(pod.freshPicks + pod.sentPicks, LARGEST_COUNT));
      pod.carried = true;
    }
  }
  return finish(table);
}

function finish(table: PodTable): Span {
  for (let index: u32 = 0; index < table.capacity; index++) {
    const pod = table.pod(index);
    if (!pod.carried) continue;
    pod.carried = false;
    pod.sentPicks += pod.freshPicks;
    pod.freshPicks = 0;
  }
  return writer.close();
}

/** The request that carried them was answered. */
export function picksAnswered(table: PodTable): void {
  for (let index: u32 = 0; index < table.capacity; index++) table.pod(index).sentPicks = 0;
}
