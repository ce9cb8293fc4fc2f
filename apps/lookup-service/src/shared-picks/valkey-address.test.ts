import { FairleadError } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { parseLookupConfiguration } from "../configuration/parse-lookup-configuration.ts";
import { createLookupService } from "../create-lookup-service.ts";
import { createMemorySource } from "../sources/memory-source.ts";
import { parseValkeyAddress } from "./valkey-address.ts";

const plain = {
  host: "valkey.example",
  port: 6_379,
  database: 0,
  tls: false,
  username: undefined,
  password: undefined,
};

describe("the URL of a Valkey", () => {
  it.each([
    ["valkey://valkey.example", plain],
    ["redis://valkey.example:1234/2", { ...plain, port: 1_234, database: 2 }],
    ["valkeys://valkey.example/", { ...plain, tls: true }],
    ["rediss://valkey.example", { ...plain, tls: true }],
    ["valkey://[::1]:7000", { ...plain, host: "::1", port: 7_000 }],
    ["valkey://me:p%40ss%2Fw@valkey.example", { ...plain, username: "me", password: "p@ss/w" }],
    ["valkey://:secret@valkey.example", { ...plain, password: "secret" }],
  ])("%s is read", (url, expected) => {
    expect(parseValkeyAddress(url)).toEqual(expected);
  });

  it("has no say where the password is given by itself", () => {
    expect(parseValkeyAddress("valkey://me:old@valkey.example", "new")).toEqual({
      ...plain,
      username: "me",
      password: "new",
    });
  });

  it.each([
    "se cret",
    "http://:secret@valkey.example",
    "valkey://:secret@",
    "valkey://:secret%zz@valkey.example",
    "valkey://:secret@valkey.example/name",
    "valkey://:secret@valkey.example?tls=secret",
    "//:secret@valkey.example:6379",
  ])("%s is refused before anything runs, and not shown", (url) => {
    const create = () =>
      createLookupService({
        source: createMemorySource(),
        configuration: parseLookupConfiguration({ picks: { valkey: { url } } }),
      });
    let refusal: unknown;
    try {
      create();
    } catch (error) {
      refusal = error;
    }
    expect(FairleadError.isInstance(refusal) && refusal.code).toBe("configuration_invalid");
    const { message } = refusal as Error;
    expect(message).toMatch(/^picks\.valkey\.url (?:is|has|names) /);
    expect(message).not.toContain("secret");
  });
});
