import { describe, expect, it } from "vitest";
import type { Manifest } from "./manifest.ts";
import { validateManifests } from "./validate.ts";

const plugin = (spec: object): Manifest => ({
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "WasmPlugin",
  metadata: { name: "fairlead", namespace: "istio-system" },
  spec: { url: "http://a/b", pluginConfig: { upstream_name: "lookup", authority: "lookup" }, ...spec },
});
const extension = (wasm: object, spec: object = {}): Manifest => ({
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "TrafficExtension",
  metadata: { name: "fairlead", namespace: "istio-system" },
  spec: {
    wasm: { url: "http://a/b", pluginConfig: { upstream_name: "lookup", authority: "lookup" }, ...wasm },
    ...spec,
  },
});
const configMap = (data: object): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "fairlead-pods" },
  data,
});

describe("validateManifests", () => {
  it("is content with what Istio and the filter accept", () => {
    const accepted = [
      plugin({ phase: "AUTHN", failStrategy: "FAIL_OPEN" }),
      extension({ failStrategy: "FAIL_OPEN" }, { phase: "AUTHN" }),
    ];
    expect(() => validateManifests(accepted)).not.toThrow();
  });

  it.each([
    ["a phase that Istio does not know", plugin({ phase: "EARLY" }), /spec\/phase/],
    ["a malformed sha256", plugin({ sha256: "abc" }), /spec\/sha256/],
    [
      "a key that the filter refuses",
      plugin({ pluginConfig: { upstream: "x" } }),
      /Unrecognized key: "upstream"/,
    ],
    ["a filter without configuration", plugin({ pluginConfig: undefined }), /expected object/],
    ["a field of a WasmPlugin in a TrafficExtension", extension({}, { url: "http://a/b" }), /"url"/],
    ["a phase that a TrafficExtension does not know", extension({}, { phase: "EARLY" }), /spec\.phase/],
    ["a misspelt field of its module", extension({ failstrategy: "FAIL_OPEN" }), /"failstrategy"/],
    [
      "a key that the filter refuses in a TrafficExtension",
      extension({ pluginConfig: { upstream: "x" } }),
      /Unrecognized key: "upstream"/,
    ],
    [
      "a world that the scaler does not know",
      configMap({ "scaler.yaml": "world: { kind: nomad }" }),
      /world/,
    ],
    [
      "a pod that has no address",
      configMap({ "pods.yaml": "pools: { a/b: [{ podId: x, endpoint: chat-0.chat:80 }] }" }),
      /ip:port/,
    ],
    ["a file that nobody reads", configMap({ "pod.yaml": "pools: {}" }), /data holds pod.yaml/],
    [
      "a kind without a schema here",
      { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } },
      /no schema/,
    ],
  ])("refuses %s", (_, manifest, message) => {
    expect(() => validateManifests([manifest])).toThrow(message);
  });

  it("names every object that has a fault", () => {
    expect(() => validateManifests([plugin({ phase: "EARLY" }), configMap({ x: "" })])).toThrow(
      /WasmPlugin istio-system\/fairlead: [\s\S]*ConfigMap fairlead-pods: /,
    );
  });
});
