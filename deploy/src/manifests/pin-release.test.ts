import { expect, it } from "vitest";
import { renderOverlay } from "../overlays.ts";
import { describeManifest } from "./manifest.ts";
import { pinRelease } from "./pin-release.ts";

const release = { version: "1.2.3", filterSha256: "0".repeat(64) };

it("pins the filter and the image of the lookup service, and nothing else", () => {
  const before = renderOverlay("static-pool");
  const changed = before.filter((manifest) => pinRelease(manifest, release) !== manifest);
  expect(changed.map(describeManifest)).toEqual([
    "apps/v1 Deployment fairlead/fairlead-lookup",
    "extensions.istio.io/v1alpha1 WasmPlugin istio-system/fairlead",
  ]);
  const [deployment, plugin] = changed.map((manifest) => JSON.stringify(pinRelease(manifest, release)));
  expect(deployment).toContain('"image":"fairlead-lookup-service:1.2.3"');
  expect(plugin).toContain(`"sha256":"${release.filterSha256}"`);
});

it("pins the scaler's image as well, and a filter that is a TrafficExtension", () => {
  const before = renderOverlay("pod-pools-traffic-extension");
  const changed = before
    .map((manifest) => pinRelease(manifest, release))
    .filter((manifest) => !before.includes(manifest));
  expect(changed.map(describeManifest)).toEqual([
    "apps/v1 Deployment fairlead/fairlead-lookup",
    "apps/v1 Deployment fairlead/fairlead-scaler",
    "extensions.istio.io/v1alpha1 TrafficExtension istio-system/fairlead",
  ]);
  const [, scaler, extension] = changed;
  expect(JSON.stringify(scaler)).toContain('"image":"fairlead-scaler-controller:1.2.3"');
  expect(extension).toMatchObject({
    spec: { phase: "AUTHN", wasm: { pluginName: "fairlead", sha256: release.filterSha256 } },
  });
});

it("leaves an image alone that somebody has named already", () => {
  const spec = { template: { spec: { containers: [{ image: "example/lookup:7" }] } } };
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" }, spec };
  expect(pinRelease(deployment, release)).toEqual(deployment);
});
