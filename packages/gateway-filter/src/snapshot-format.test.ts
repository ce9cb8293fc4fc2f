import { encodeSnapshot, parseSnapshot } from "@fairlead/routing-schema";
import { arbitrarySnapshot } from "@fairlead/routing-schema/testing/fast-check";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  awaitCall,
  counter,
  createFedFilter,
  createFilter,
  feed,
  pod,
  request,
  snapshot,
  upstreamPod,
} from "./testing/filter.ts";

const host = await createFilter({ mode: "snapshot", snapshot_interval_ms: 50 });

/** Whether the filter takes the text over. */
function accepts(text: string): boolean {
  const before = counter(host, "snapshot_fetched");
  const malformedBefore = counter(host, "snapshot_malformed");
  host.advance(60);
  feed(host, text);
  const accepted = counter(host, "snapshot_fetched") - before;
  expect(accepted + counter(host, "snapshot_malformed") - malformedBefore).toBe(1);
  return accepted === 1;
}

function referenceAccepts(text: string): boolean {
  try {
    parseSnapshot(text);
    return true;
  } catch {
    return false;
  }
}

test("every snapshot that the codec writes is taken over", () => {
  fc.assert(
    fc.property(arbitrarySnapshot, (value) => {
      expect(accepts(encodeSnapshot(value))).toBe(true);
      host.advance(10_000);
    }),
    { numRuns: 200 },
  );
});

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(3),
  insert: fc.constantFrom(
    "",
    " ",
    "\n",
    "-",
    "0",
    "9",
    "a",
    "A",
    ".",
    "\r",
    "\0",
    "end\n",
    "x y",
    "9007199254740993",
    "%",
  ),
});

test("a damaged one is taken over exactly when the reference reader reads it", () => {
  fc.assert(
    fc.property(arbitrarySnapshot, damage, (value, { at, remove, insert }) => {
      const text = encodeSnapshot(value);
      const index = Math.floor(at * text.length);
      const damaged = text.slice(0, index) + insert + text.slice(index + remove);
      expect(accepts(damaged)).toBe(referenceAccepts(damaged));
      host.advance(10_000);
    }),
    { numRuns: 600 },
  );
});

test.each([
  ["another format version", "fairlead-snapshot/2 1 10000 1 1 1\npod-b - - o 0 1 -\nend\n"],
  ["no end", "fairlead-snapshot/1 1 10000 1 1 1\npod-b - - o 0 1 -\n"],
  ["nothing", ""],
  ["more than 64 KiB", "fairlead-snapshot/1 1 10000 1 1 1\n".padEnd(70_000, "x")],
])("a snapshot with %s leaves the one that is held", async (_, text) => {
  const fed = await createFedFilter(snapshot([pod("pod-a")]));
  request(fed, "/");
  awaitCall(fed);
  feed(fed, text);
  expect(counter(fed, "snapshot_malformed")).toBe(1);
  expect(upstreamPod(request(fed, "/"))).toBe("pod-a");
});
