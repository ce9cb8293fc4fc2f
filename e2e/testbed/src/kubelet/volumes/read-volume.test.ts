import { describe, expect, it } from "vitest";
import type { ConfigData } from "../config-objects.ts";
import { readVolume, refersTo, type VolumeSources } from "./read-volume.ts";
import type { Volume } from "./volume-object.ts";

const objects: Readonly<Record<string, ConfigData>> = {
  "configmaps apps/settings": new Map([
    ["mode", Buffer.from("fast")],
    ["size", Buffer.from("2")],
  ]),
  "secrets apps/settings": new Map([["word", Buffer.from("hidden")]]),
};
const sources: VolumeSources = {
  namespace: "apps",
  read: ({ kind, namespace, name }) => Promise.resolve(objects[`${kind} ${namespace}/${name}`]),
  token: ({ audience = "the API server" }) => Promise.resolve(`token for ${audience}`),
  field: (path) => `field ${path}`,
};
const read = async (volume: Omit<Volume, "name">): Promise<Record<string, [string, number]>> => {
  const files = await readVolume({ name: "volume", ...volume }, sources);
  return Object.fromEntries(
    [...files].map(([path, { content, mode }]) => [path, [content.toString(), mode]]),
  );
};

describe("readVolume", () => {
  it("gives every key, or the items that are named", async () => {
    expect(await read({ configMap: { name: "settings", defaultMode: 0o400 } })).toEqual({
      mode: ["fast", 0o400],
      size: ["2", 0o400],
    });
    const items = [{ key: "word", path: "deep/word", mode: 0o600 }];
    expect(await read({ secret: { secretName: "settings", items } })).toEqual({
      "deep/word": ["hidden", 0o600],
    });
  });

  it("puts together what is projected", async () => {
    const volume: Omit<Volume, "name"> = {
      projected: {
        sources: [
          { configMap: { name: "settings", items: [{ key: "mode", path: "mode" }] } },
          { secret: { name: "settings" } },
          { serviceAccountToken: { path: "token", audience: "vault" } },
          { downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } },
        ],
      },
    };
    expect(await read(volume)).toEqual({
      mode: ["fast", 0o644],
      word: ["hidden", 0o644],
      token: ["token for vault", 0o644],
      name: ["field metadata.name", 0o644],
    });
  });

  it("waits for objects and keys that are not optional", async () => {
    const items = [{ key: "none", path: "none" }];
    for (const configMap of [{ name: "none" }, { name: "settings", items }]) {
      await expect(read({ configMap })).rejects.toMatchObject({ reason: "ContainerCreating" });
      expect(await read({ configMap: { ...configMap, optional: true } })).toEqual({});
    }
  });
});

describe("refersTo", () => {
  it("tells objects of the same name apart by their kind", () => {
    const volume: Volume = { name: "volume", secret: { secretName: "settings" } };
    expect(refersTo(volume, "secrets", "settings")).toBe(true);
    expect(refersTo(volume, "configmaps", "settings")).toBe(false);
    expect(refersTo({ name: "scratch", emptyDir: {} }, "secrets", "settings")).toBe(false);
  });
});
