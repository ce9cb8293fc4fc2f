import { describe, expect, it } from "vitest";
import { component, kustomization, renderFiles } from "../testing/render-files.ts";

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const plugin = (spec: string): string =>
  `apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: { name: p }\nspec: ${spec}\n`;

describe("render", () => {
  it("lists the objects of files and folders in their order, and components after them", () => {
    const manifests = renderFiles(
      {
        "overlay/kustomization.yaml": kustomization(
          "resources: [../base, own.yaml]\ncomponents: [../part]\n",
        ),
        "overlay/own.yaml": `${configMap("b")}---\n${configMap("c")}`,
        "base/kustomization.yaml": kustomization("resources: [a.yaml]\n"),
        "base/a.yaml": configMap("a"),
        "part/kustomization.yaml": component("resources: [d.yaml]\n"),
        "part/d.yaml": configMap("d"),
      },
      "overlay",
    );
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(["a", "b", "c", "d"]);
  });

  it("lets a component change what the kustomization has", () => {
    const [manifest] = renderFiles({
      "kustomization.yaml": kustomization("resources: [plugin.yaml]\ncomponents: [part]\n"),
      "plugin.yaml": plugin("{ url: u, pluginConfig: { mode: snapshot, pool: a/b } }"),
      "part/kustomization.yaml": component("patches: [{ path: patch.yaml }]\n"),
      "part/patch.yaml": plugin("{ pluginConfig: { pool: null, routes: [{ pool: a/b }] } }"),
    });
    expect(manifest?.["spec"]).toEqual({
      url: "u",
      pluginConfig: { mode: "snapshot", routes: [{ pool: "a/b" }] },
    });
  });

  it("lets a component take an object away", () => {
    const manifests = renderFiles({
      "kustomization.yaml": kustomization("resources: [a.yaml, plugin.yaml]\ncomponents: [part]\n"),
      "a.yaml": configMap("a"),
      "plugin.yaml": plugin("{ url: u }"),
      "part/kustomization.yaml": component("patches: [{ path: patch.yaml }]\n"),
      "part/patch.yaml": `${plugin("{}")}$patch: delete\n`,
    });
    expect(manifests.map(({ kind }) => kind)).toEqual(["ConfigMap"]);
  });

  it("lets a patch with a target change what may be missing", () => {
    const files = {
      "part/kustomization.yaml": component(
        "patches: [{ path: patch.yaml, target: { kind: WasmPlugin, name: p } }]\n",
      ),
      "part/patch.yaml": plugin("{ url: v }"),
      "a.yaml": configMap("a"),
      "plugin.yaml": plugin("{ url: u }"),
    };
    const specs = (resources: string): unknown[] =>
      renderFiles({
        ...files,
        "kustomization.yaml": kustomization(`resources: [${resources}]\ncomponents: [part]\n`),
      }).map(({ spec }) => spec);
    expect(specs("a.yaml")).toEqual([undefined]);
    expect(specs("a.yaml, plugin.yaml")).toEqual([undefined, { url: "v" }]);
  });

  it.each([
    [
      "a patch of another object than its target",
      {
        "kustomization.yaml": kustomization(
          "patches: [{ path: p.yaml, target: { kind: WasmPlugin, name: q } }]\n",
        ),
        "p.yaml": plugin("{}"),
      },
      /WasmPlugin p, which is not its target/,
    ],
    [
      "a directive that only kustomize knows",
      {
        "kustomization.yaml": kustomization("resources: [a.yaml]\npatches: [{ path: p.yaml }]\n"),
        "a.yaml": plugin("{}"),
        "p.yaml": `${plugin("{}")}$patch: replace\n`,
      },
      /has a \$patch that is not "delete"/,
    ],
    [
      "a field that only kustomize knows",
      { "kustomization.yaml": kustomization("namePrefix: x-\n") },
      /namePrefix/,
    ],
    [
      "a folder without a kustomization",
      { "kustomization.yaml": kustomization("resources: [part]\n"), "part/a.yaml": configMap("a") },
      /kustomization.yaml cannot be read/,
    ],
    [
      "a component among the resources",
      {
        "kustomization.yaml": kustomization("resources: [part]\n"),
        "part/kustomization.yaml": component("resources: []\n"),
      },
      /is a Component, and is used as a Kustomization/,
    ],
    [
      "an object that is there twice",
      {
        "kustomization.yaml": kustomization("resources: [a.yaml, b.yaml]\n"),
        "a.yaml": configMap("a"),
        "b.yaml": configMap("a"),
      },
      /v1 ConfigMap a is there twice/,
    ],
    [
      "a patch of nothing",
      { "kustomization.yaml": kustomization("patches: [{ path: p.yaml }]\n"), "p.yaml": plugin("{}") },
      /changes extensions.istio.io\/v1alpha1 WasmPlugin p, which is not there/,
    ],
    [
      "a patch of a list of a built-in kind, which kustomize merges in another way",
      {
        "kustomization.yaml": kustomization("resources: [a.yaml]\npatches: [{ path: p.yaml }]\n"),
        "a.yaml": configMap("a"),
        "p.yaml": `${configMap("a")}list: [{ name: a }]\n`,
      },
      /changes a list of v1 ConfigMap a, which is no custom resource/,
    ],
    [
      "a document that is no object",
      { "kustomization.yaml": kustomization("resources: [a.yaml]\n"), "a.yaml": "kind: ConfigMap\n" },
      /without apiVersion, kind or name/,
    ],
    [
      "a file that is no YAML",
      { "kustomization.yaml": kustomization("resources: [a.yaml]\n"), "a.yaml": "a: [\n" },
      /a\.yaml: /,
    ],
  ])("refuses %s", (_, files: Record<string, string>, message) => {
    expect(() => renderFiles(files)).toThrow(message);
  });
});
