import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { equal } from "../bytes/scan";
import { literal } from "../bytes/span";
import { allocate } from "../memory/blocks";
import { createCandidates } from "./candidates";
import { errorShare, noteAnswer } from "./errors";
import { picksAnswered, writePicks } from "./picks";
import { endpoint, ownPicks, Pod, POD_BYTES, podId, routeId } from "./pod";
import { PodTable } from "./pod-table";

function createPods(): PodTable {
  return changetype<PodTable>(allocate(<u32>offsetof<PodTable>()));
}

const TWO = "fairlead-snapshot/1 7 5000 9 2 3\npod-a job-a 10.0.0.1:80 o 5 2 4\npod-b - - d 0 1 -\nend\n";

describe("pod table", () => {
  test("takes every field of a snapshot over", () => {
    const pods = createPods();
    expect(pods.apply(literal(TWO))).toBe(true);
    expect(pods.poolSize).toBe(9);
    expect(pods.isSample()).toBe(true);
    expect(pods.maxAgeMs).toBe(5000);
    const found = pods.find(literal("pod-a"));
    expect(found != null).toBe(true);
    if (found == null) return;
    expect(equal(podId(found), literal("pod-a"))).toBe(true);
    expect(equal(routeId(found), literal("job-a"))).toBe(true);
    expect(equal(endpoint(found), literal("10.0.0.1:80"))).toBe(true);
    expect(found.open).toBe(true);
    expect(found.score).toBe(5);
    expect(found.weight).toBe(6);
    expect(found.room).toBe(4);
    expect(pods.find(literal("pod-c")) == null).toBe(true);
  });

  test("a malformed last line changes nothing", () => {
    const pods = createPods();
    pods.apply(literal(TWO));
    expect(pods.apply(literal("fairlead-snapshot/1 8 5000 1 1 1\npod-c - - o 0 1 -\nEnd\n"))).toBe(false);
    expect(pods.find(literal("pod-c")) == null).toBe(true);
    expect(pods.presentCount).toBe(2);
  });

  test("a slot that has passed to another pod is not mistaken for the old one", () => {
    const pods = createPods();
    pods.apply(literal(TWO));
    const old = pods.find(literal("pod-a"));
    if (old == null) return;
    const index = pods.indexOf(old);
    const serial = old.serial;
    pods.apply(literal("fairlead-snapshot/1 8 5000 0 0 1\nend\n"));
    expect(pods.at(index, serial) == null).toBe(true);
    pods.apply(literal("fairlead-snapshot/1 9 5000 1 1 1\npod-z - - o 0 1 -\nend\n"));
    expect(pods.at(index, serial) == null).toBe(true);
  });
});

describe("a pod that a client names", () => {
  test("is found, led to once it is confirmed, and forgotten with the next snapshot", () => {
    const pods = createPods();
    pods.apply(literal(TWO));
    const named = pods.addNamed(literal("pod-new"));
    expect(pods.namedCount).toBe(1);
    expect(named.present).toBe(false);
    pods.confirm(named, literal("job-new"), literal("10.0.0.9:80"));
    const found = pods.find(literal("pod-new"));
    expect(found != null && found.present && !found.open).toBe(true);
    if (found == null) return;
    expect(equal(routeId(found), literal("job-new"))).toBe(true);
    expect(equal(endpoint(found), literal("10.0.0.9:80"))).toBe(true);
    expect(pods.presentCount).toBe(2);
    pods.apply(literal(TWO));
    expect(pods.find(literal("pod-new")) == null).toBe(true);
    expect(pods.namedCount).toBe(0);
  });

  test("is forgotten without another snapshot, but not while it is asked about", () => {
    const pods = createPods();
    pods.apply(literal(TWO));
    const asked = pods.addNamed(literal("pod-asked"));
    asked.asking = true;
    pods.addNamed(literal("pod-absent"));
    pods.forgetNamed();
    expect(pods.find(literal("pod-absent")) == null).toBe(true);
    expect(pods.find(literal("pod-asked")) != null).toBe(true);
    expect(pods.namedCount).toBe(1);
    expect(pods.find(literal("pod-a")) != null).toBe(true);
  });

  test("is one of the snapshot's as soon as that has it", () => {
    const pods = createPods();
    const candidates = createCandidates();
    pods.apply(literal(TWO));
    const named = pods.addNamed(literal("pod-new"));
    named.asking = true;
    pods.apply(literal("fairlead-snapshot/1 8 5000 1 1 1\npod-new - - o 0 1 -\nend\n"));
    candidates.rebuild(pods);
    expect(candidates.count).toBe(1);
    expect(pods.namedCount).toBe(0);
  });

  test("is one of 64 at most", () => {
    const pods = createPods();
    for (let index = 0; index < 64; index++) {
      expect(pods.admitsNamed()).toBe(true);
      pods.addNamed(literal("pod-" + index.toString()));
    }
    expect(pods.admitsNamed()).toBe(false);
    pods.forgetNamed();
    expect(pods.admitsNamed()).toBe(true);
    expect(pods.capacity).toBe(64);
  });
});

describe("candidates", () => {
  test("only open pods with room are picked, and each pick uses room up", () => {
    const pods = createPods();
    const candidates = createCandidates();
    pods.apply(literal(TWO));
    candidates.rebuild(pods);
    expect(candidates.count).toBe(1);
    // Room for four, shared by three askers: the second pick may already be the sixth.
    expect(candidates.pick(pods, 0) != null).toBe(true);
    expect(candidates.pick(pods, 0) != null).toBe(true);
    expect(candidates.pick(pods, 0) == null).toBe(true);
    expect(candidates.hasOpen).toBe(true);
    expect(candidates.hasRoom).toBe(true);
  });
});

test("picks are sent until they are answered", () => {
  const pods = createPods();
  const candidates = createCandidates();
  pods.apply(literal("fairlead-snapshot/1 7 5000 1 1 1\npod-a - - o 0 1 -\nend\n"));
  candidates.rebuild(pods);
  candidates.pick(pods, 0);
  candidates.pick(pods, 0);
  expect(equal(writePicks(pods, 8), literal("8 pod-a=2"))).toBe(true);
  candidates.pick(pods, 0);
  expect(equal(writePicks(pods, 8), literal("8 pod-a=3"))).toBe(true);
  const pod = pods.find(literal("pod-a"));
  if (pod != null) expect(ownPicks(pod)).toBe(3);
  picksAnswered(pods);
  if (pod != null) expect(ownPicks(pod)).toBe(0);
  expect(equal(writePicks(pods, 9), literal("9"))).toBe(true);
});

describe("error aversion", () => {
  test("rises with errors, falls with answers and with time, and is forgotten", () => {
    const pod = changetype<Pod>(allocate(POD_BYTES));
    expect(noteAnswer(pod, false, 0)).toBe(false);
    for (let answer = 0; answer < 8; answer++) noteAnswer(pod, true, 1000);
    const share = errorShare(pod, 1000);
    expect(share > 0.8 && share < 1).toBe(true);
    expect(errorShare(pod, 11000)).toBeCloseTo(share / 2);
    noteAnswer(pod, false, 1000);
    expect(errorShare(pod, 1000) < share).toBe(true);
    for (let answer = 0; answer < 20; answer++) noteAnswer(pod, false, 1000);
    expect(errorShare(pod, 1000)).toBe(0);
  });

  test("does not fall when the clock goes back", () => {
    const pod = changetype<Pod>(allocate(POD_BYTES));
    noteAnswer(pod, true, 5000);
    expect(errorShare(pod, 1000)).toBe(0.25);
  });
});

