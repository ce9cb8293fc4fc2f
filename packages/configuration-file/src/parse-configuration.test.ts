import { FairleadError, lookupServiceConfigurationSchema, podsFileSchema } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./issues/configuration-error.ts";
import { parseConfiguration, type ParseConfigurationOptions } from "./parse-configuration.ts";

const schema = lookupServiceConfigurationSchema;
type Options = Omit<ParseConfigurationOptions<typeof schema>, "schema">;

const parse = (text: string, rest: Options = {}) =>
  parseConfiguration({ schema, file: { name: "lookup.yaml", text }, ...rest });

function faultOf(action: () => unknown): ConfigurationError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

const VALID = "source: { kind: file, path: pods.yaml }\n";

describe("layers", () => {
  const environment = (variables: Record<string, string>) => ({
    prefix: "FAIRLEAD_LOOKUP_",
    variables,
  });

  it("lets flags win over the environment, the environment over the file, the file over defaults", () => {
    const { configuration, origin } = parse(`${VALID}listen: { port: 3, host: 127.0.0.3 }\n`, {
      defaults: { listen: { host: "127.0.0.2", port: 2 }, collection: { concurrency: 2 } },
      environment: environment({
        FAIRLEAD_LOOKUP_LISTEN_PORT: "4",
        FAIRLEAD_LOOKUP_LOG_LEVEL: "warn",
      }),
      flags: [
        { flag: "--log-level", path: ["logLevel"], value: "error" },
        { flag: "--port", path: ["listen", "port"], value: undefined },
      ],
    });
    expect(configuration.listen).toEqual({ host: "127.0.0.3", port: 4 });
    expect(configuration.logLevel).toBe("error");
    expect(configuration.collection.concurrency).toBe(2);
    expect(configuration.snapshot.maxAgeMs).toBe(10_000);
    expect(origin(["listen", "host"])).toEqual({ kind: "file", file: "lookup.yaml" });
    expect(origin(["listen", "port"])).toEqual({
      kind: "environment",
      variable: "FAIRLEAD_LOOKUP_LISTEN_PORT",
    });
    expect(origin(["logLevel"])).toEqual({ kind: "flag", flag: "--log-level" });
    expect(origin(["collection", "concurrency"])).toEqual({ kind: "default" });
    expect(origin(["snapshot", "maxAgeMs"])).toBeUndefined();
  });

  it("counts an empty variable as unset, and leaves alone what Kubernetes writes for Services", () => {
    const { unknownVariables, configuration } = parse(VALID, {
      environment: environment({
        FAIRLEAD_LOOKUP_LISTEN_PORT: "",
        FAIRLEAD_LOOKUP_PORT: "tcp://10.0.0.1:8080",
        FAIRLEAD_LOOKUP_SERVICE_HOST: "10.0.0.1",
        FAIRLEAD_LOOKUP_PORT_8080_TCP_ADDR: "10.0.0.1",
        FAIRLEAD_LOOKUP_LOGLEVEL: "debug",
      }),
    });
    expect(configuration.listen.port).toBe(8080);
    expect(unknownVariables).toEqual(["FAIRLEAD_LOOKUP_LOGLEVEL"]);
  });

  it("replaces lists and scalars whole, and keeps a key named __proto__ a plain key", () => {
    const fault = faultOf(() => parse(`${VALID}"__proto__": { polluted: true }\n`));
    expect(fault.issues.map(({ path }) => path)).toEqual([["__proto__"]]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("faults", () => {
  it("names all of them at once with file, line, path, value and mend", () => {
    const text = [
      "listen:",
      "  port: 99999",
      "source:",
      "  kind: file",
      "pools:",
      "  Default/Chat: {}",
      "collection:",
      "  minIntervalMS: 5",
      "  timeoutMs: soon",
    ].join("\n");
    const fault = faultOf(() =>
      parse(text, {
        environment: {
          prefix: "FAIRLEAD_LOOKUP_",
          variables: { FAIRLEAD_LOOKUP_COLLECTION_CONCURRENCY: "many" },
        },
        flags: [
          { flag: "--pods", path: ["source", "path"], value: undefined },
          { flag: "--log-level", path: ["logLevel"], value: "loud" },
        ],
      }),
    );
    expect(fault.code).toBe("configuration_invalid");
    expect(fault.details["issues"]).toBe(fault.issues);
    expect(fault.message).toMatchInlineSnapshot(`
      "The configuration has 7 faults.

      lookup.yaml:2:9  listen.port = 99999
        Too big: expected number to be <=65535
        Mend: write an integer from 0 to 65535 (0 takes a free port), or set FAIRLEAD_LOOKUP_LISTEN_PORT.

      lookup.yaml:4:3  source.path is missing
        It is required, and nothing sets it.
        Mend: add a text that is not empty (Of kind file: the pods file, relative to this file), or set FAIRLEAD_LOOKUP_SOURCE_PATH or --pods.

      lookup.yaml:6:3  pools.Default/Chat = {}
        Invalid key in record
        Mend: write a key that is a text (A pool: <namespace>/<name>).

      lookup.yaml:9:14  collection.timeoutMs = "soon"
        Invalid input: expected number, received string
        Mend: write a number from 10 to 60000, or set FAIRLEAD_LOOKUP_COLLECTION_TIMEOUT_MS.

      environment variable FAIRLEAD_LOOKUP_COLLECTION_CONCURRENCY  collection.concurrency = "many"
        Invalid input: expected number, received string
        Mend: set FAIRLEAD_LOOKUP_COLLECTION_CONCURRENCY to an integer from 1 to 10000 (Reads under way at once).

      lookup.yaml:8:3  collection.minIntervalMS
        unknown key; remove it or correct its spelling
        Mend: write minIntervalMs, or remove it.

      flag --log-level  logLevel = "loud"
        Invalid option: expected one of "debug"|"info"|"warn"|"error"|"silent"
        Mend: give --log-level one of debug, info, warn, error, silent."
    `);
  });

  it.each([
    ["a secret that is no text", "picks: { valkey: { password: 4711 } }", ["picks", "valkey", "password"]],
    ["a secret in a list", "picks: { valkey: { url: [4711] } }", ["picks", "valkey", "url"]],
    ["a secret's name misspelled", "picks: { valkey: { pasword: '4711' } }", ["picks", "valkey", "pasword"]],
    ["a secret in the place of its mapping", "picks: { valkey: 'valkey://:4711@host' }", ["picks", "valkey"]],
    ["a secret two mappings too high", "picks: 4711", ["picks"]],
    ["a secret at the root", "password: '4711'", ["password"]],
    ["a mapping of secrets in a wrong place", "valkey: { password: '4711' }", ["valkey"]],
    ["a list of secrets", "picks: { valkey: ['4711'] }", ["picks", "valkey"]],
  ])("says where %s stands, and shows nothing of it", (_, line, path) => {
    const fault = faultOf(() => parse(`${VALID}${line}\n`));
    expect(fault.issues).toMatchObject([{ path, line: 2, value: undefined, isWithheld: true }]);
    expect([fault.message, JSON.stringify(fault.details)].join()).not.toContain("4711");
    expect(fault.message).not.toContain("is missing");
  });

  it("shows nothing of a secret that a variable sets", () => {
    const variables = { FAIRLEAD_LOOKUP_PICKS_VALKEY: "valkey://:4711@host" };
    const { unknownVariables } = parse(VALID, { environment: { prefix: "FAIRLEAD_LOOKUP_", variables } });
    expect(unknownVariables).toEqual(["FAIRLEAD_LOOKUP_PICKS_VALKEY"]);
  });

  it("points into JSON as well", () => {
    const text =
      '{\n  "pools": {\n    "default/chat": [\n      { "podId": "a", "endpoint": "localhost:80" },\n      { "podId": "a", "endpoint": "10.0.0.1:80" }\n    ]\n  }\n}\n';
    const fault = faultOf(() =>
      parseConfiguration({ schema: podsFileSchema, file: { name: "pods.json", text } }),
    );
    expect(fault.issues[0]).toMatchObject({
      file: "pods.json",
      line: 4,
      column: 35,
      path: ["pools", "default/chat", 0, "endpoint"],
      value: "localhost:80",
    });
  });

  it("lists every syntax error with its place", () => {
    try {
      parse("listen: { port: 1\nlisten: 2\n  x: [\n");
      expect.unreachable();
    } catch (error) {
      expect(FairleadError.isInstance(error) && error.code).toBe("configuration_unreadable");
      expect(String(error)).toMatch(/lookup\.yaml:2:\d+ {2}/);
    }
  });

  it.each([
    ["a second document", `${VALID}---\n${VALID}`],
    ["a key written twice", `${VALID}${VALID}`],
    [
      "a bomb of aliases",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
        .split("")
        .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
        .join("\n")}\n`,
    ],
  ])("refuses %s", (_, text) => {
    expect(() => parse(text)).toThrow();
  });

  it.each(["", "# nothing\n", "null\n"])("takes %j as an empty configuration", (text) => {
    expect(faultOf(() => parse(text)).issues.map(({ path }) => path)).toEqual([["source"]]);
  });

  it.each(["just text", "[1, 2]", "7"])("names the root when the file is %j", (text) => {
    const fault = faultOf(() => parse(text));
    expect(fault.issues[0]).toMatchObject({ path: [], line: 1 });
    expect(fault.message).not.toContain(text);
  });
});
