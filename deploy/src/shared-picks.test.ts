import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listSettings } from "@fairlead/configuration-file";
import { lookupServiceConfigurationSchema } from "@fairlead/routing-schema";
import { embeddedProblems } from "./manifests/embedded-contracts.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { ofKind, readPart } from "./testing/read-variant.ts";

const NAME = "fairlead-lookup-valkey";
const SETTINGS = new Set(
  listSettings(lookupServiceConfigurationSchema).map(({ variable }) => `FAIRLEAD_LOOKUP_${variable}`),
);
const dataSchema = z.object({ data: z.record(z.string(), z.string()) });

describe.each(everyVariant())("%s", (variant, manifests) => {
  const { container } = readPart(manifests, "fairlead-lookup");
  const [url, password, ...others] = container.env;
  const map = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name === NAME);

  it("has variables that set something, and may do without what they are read from", () => {
    expect(container.env.map(({ name }) => name).filter((name) => !SETTINGS.has(name))).toEqual([]);
    expect(others).toEqual([]);
    expect(url).toEqual({
      name: "FAIRLEAD_LOOKUP_PICKS_VALKEY_URL",
      valueFrom: { configMapKeyRef: { name: NAME, key: "valkey-url", optional: true } },
    });
    expect(password).toEqual({
      name: "FAIRLEAD_LOOKUP_PICKS_VALKEY_PASSWORD",
      valueFrom: { secretKeyRef: { name: NAME, key: "password", optional: true } },
    });
  });

  it("names a Valkey with the component, and none without", () => {
    expect(map !== undefined).toBe(variant.endsWith("with shared-picks"));
    if (map !== undefined)
      expect(dataSchema.parse(map).data["valkey-url"]).toMatch(/^valkey:\/\/[a-z.]+:6379$/);
  });

  it("brings no Secret: that is the user's", () => {
    expect(ofKind(manifests, "Secret")).toEqual([]);
  });
});

describe("the URL of a Valkey in a ConfigMap", () => {
  const problemsOf = (text: string): string[] =>
    embeddedProblems({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: NAME },
      data: { "valkey-url": text },
    });

  it.each(["valkeys://valkey.example.com:6379", "redis://user@valkey.example.com"])(
    "%s is accepted",
    (text) => {
      expect(problemsOf(text)).toEqual([]);
    },
  );

  it.each(["http://valkey.example.com", "valkey.example.com:6379", "valkey://:secret@valkey.example.com"])(
    "%s is refused",
    (text) => {
      expect(problemsOf(text)).toHaveLength(1);
    },
  );
});
