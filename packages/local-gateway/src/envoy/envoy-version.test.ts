import fc from "fast-check";
import { expect, test } from "vitest";
import { formatEnvoyVersion, isAtLeast, parseEnvoyVersion, type EnvoyVersion } from "./envoy-version.ts";

const number = fc.nat({ max: 99 });
const version = fc.tuple(number, number, number);
const weight = ([major, minor, patch]: EnvoyVersion): number => (major * 100 + minor) * 100 + patch;

test("any version that Envoy prints is read", () => {
  fc.assert(
    fc.property(version, fc.constantFrom("", "-dev"), (parts, suffix) => {
      const output = `\n/usr/bin/envoy  version: 9e558/${formatEnvoyVersion(parts)}${suffix}/Clean/RELEASE/BoringSSL\n`;
      expect(parseEnvoyVersion(output)).toEqual(parts);
    }),
  );
});

test("versions are ordered by their parts", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(isAtLeast(a, b)).toBe(weight(a) >= weight(b));
    }),
  );
});

test.each(["", "envoy 1.40", "version: abc/1.40/Clean"])("%j is no version", (output) => {
  expect(parseEnvoyVersion(output)).toBeUndefined();
});
