import { describe, expect, it } from "vitest";
import { filterConfigurationSchema } from "../filter-configuration/filter-configuration.ts";
import { podPoolSchema } from "../pod-pool/pod-pool.ts";
import { encodeSnapshot } from "../snapshot/encode-snapshot.ts";
import { parseSnapshot } from "../snapshot/parse-snapshot.ts";
import {
  filterConfiguration,
  lookupAnswer,
  lookupCandidate,
  podPool,
  snapshot,
  snapshotPod,
  workloadReport,
} from "./index.ts";

describe("builders", () => {
  it("fill in what a test does not care about", () => {
    expect(workloadReport({ clients: 3 })).toEqual({
      podId: "chat-1",
      clients: 3,
      capacity: null,
      draining: false,
    });
    expect(podPool({ name: "rooms", spec: { port: 1 } })).toMatchObject({
      metadata: { name: "rooms", namespace: "default" },
      spec: { port: 1, scaling: { minReplicas: 1 } },
    });
    expect(filterConfiguration({ mode: "snapshot" })).toEqual({
      upstream_name: "lookup",
      authority: "lookup.fairlead",
      mode: "snapshot",
    });
    expect(lookupAnswer({ candidates: [lookupCandidate({ podId: "b", endpoint: null })] })).toMatchObject({
      podId: "b",
      endpoints: [],
    });
    expect(snapshot({ pods: [snapshotPod()] }).poolSize).toBe(1);
  });

  it("give what their contracts accept, unchanged", () => {
    expect(podPoolSchema.parse(podPool())).toEqual(podPool());
    expect(filterConfigurationSchema.parse(filterConfiguration())).toMatchObject(filterConfiguration());
    expect(parseSnapshot(encodeSnapshot(snapshot()))).toEqual(snapshot());
  });

  it("refuse what their contracts refuse", () => {
    expect(() => workloadReport({ clients: -1 })).toThrow(/a finite number/);
    expect(() => podPool({ spec: { port: 0 } })).toThrow(/>=1/);
    expect(() => filterConfiguration({ authority: "" })).toThrow(/an authority/);
    expect(() => lookupAnswer({ podId: "B" })).toThrow(/a pod id/);
  });
});
