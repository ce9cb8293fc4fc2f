import { filterConfigurationSchema } from "@fairlead/routing-schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BASE, createFilter, createRawFilter } from "./testing/filter.ts";

async function accepts(text: string): Promise<boolean> {
  const host = await createRawFilter(text);
  expect(host.vmFailed).toBe(false);
  expect(host.logs.messages("error")).toHaveLength(host.configured ? 0 : 1);
  return host.configured;
}

const texts = fc.oneof(
  fc.constantFrom(
    "",
    "/",
    "/pod-lookup",
    "/a b",
    "/a#b",
    "default/chat",
    "a/b.c",
    "A/b",
    "a/",
    "*.example.com",
    "example.com:80",
    "podId",
    "pod Id",
    "per_request",
    "snapshot",
    "honour",
    "ignore",
    "route",
    "reject",
    " x",
    "x ",
    "é",
    "💬",
    "\u0000",
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(256),
    "x".repeat(257),
    `/${"x".repeat(1024)}`,
  ),
  fc.string({ maxLength: 12 }),
);
const numbers = fc.oneof(
  fc.constantFrom(0, 1, 49, 50, 99, 100, 60_000, 60_001, 600_000, 600_001, 1.5, -1, 1e21),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);
const anything = fc.oneof(texts, numbers, fc.boolean(), fc.constantFrom(null, [], {}));
const keys = Object.keys(filterConfigurationSchema.shape);
const route = fc.dictionary(
  fc.constantFrom("host", "path_prefix", "pool", "extra"),
  fc.oneof({ weight: 3, arbitrary: texts }, anything),
  { noNullPrototype: true },
);
const value = fc.oneof({ weight: 4, arbitrary: anything }, fc.array(route, { maxLength: 3 }));
const configuration = fc.record({
  known: fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3, noNullPrototype: true }),
  base: fc.constantFrom(BASE, { ...BASE, pool: "default/chat" }, { authority: "x" }),
});

test("is accepted exactly when the schema accepts it", async () => {
  await fc.assert(
    fc.asyncProperty(configuration, fc.constantFrom(undefined, 2), async ({ known, base }, indent) => {
      const candidate = { ...base, ...known };
      const text = JSON.stringify(candidate, undefined, indent);
      expect(await accepts(text)).toBe(filterConfigurationSchema.safeParse(JSON.parse(text)).success);
    }),
    { numRuns: 1500 },
  );
});

test("any other text is refused without a trap", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      expect(await accepts(text)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

describe("a refusal names key, problem and what is accepted", () => {
  test.each([
    ["", "configuration rejected problem=empty accepted=a JSON object with upstream_name and authority"],
    [
      "{",
      "configuration rejected problem=not valid JSON accepted=a JSON object with upstream_name and authority",
    ],
    [
      "[]",
      "configuration rejected problem=wrong type accepted=a JSON object with upstream_name and authority",
    ],
    [
      `{"upstream_name":"lookup"}`,
      "configuration rejected key=authority problem=missing accepted=an authority, up to 255 printable characters",
    ],
    [
      `{"upstream_name":7}`,
      "configuration rejected key=upstream_name problem=wrong type accepted=the name of an Envoy cluster, up to 1024 printable characters",
    ],
    [
      `{"timeout_ms":0}`,
      "configuration rejected key=timeout_ms problem=not of the accepted form accepted=an integer from 1 to 60000",
    ],
    [
      `{"timeout_ms":1,"timeout_ms":1}`,
      "configuration rejected key=timeout_ms problem=key given twice accepted=an integer from 1 to 60000",
    ],
    [
      `{"probe_token":"two words"}`,
      "configuration rejected key=probe_token problem=not of the accepted form accepted=letters, digits and !#$%&'*+.^_`|~-, up to 256, or empty to let no probe through",
    ],
    [
      `{"probe_token":7}`,
      "configuration rejected key=probe_token problem=wrong type accepted=letters, digits and !#$%&'*+.^_`|~-, up to 256, or empty to let no probe through",
    ],
    [
      `{"colour":"red"}`,
      "configuration rejected key=colour problem=unknown key accepted=a JSON object with upstream_name and authority",
    ],
    [
      `{"routes":[{"pool":"a/b"},{"host":"a"}]}`,
      "configuration rejected route=1 key=pool problem=missing accepted=<namespace>/<name>",
    ],
    [
      `{"routes":[{"pool":"a/b","color":1}]}`,
      "configuration rejected route=0 key=color problem=unknown key accepted=an object with pool, and with host or path_prefix if wanted",
    ],
  ])("%s", async (text, message) => {
    const host = await createRawFilter(text);
    expect(host.configured).toBe(false);
    expect(host.logs.messages("error")).toEqual([message]);
  });
});

test.each([
  [
    "bytes that are no UTF-8",
    Uint8Array.from([...Buffer.from('{"upstream_name":"'), 0xff, ...Buffer.from('"}')]),
  ],
  ["a zero byte", "\0"],
  ["brackets 500,000 deep", "[".repeat(500_000)],
  ["more than 1 MiB", JSON.stringify({ ...BASE, pool: "x".repeat(1_100_000) })],
  ["a lone surrogate", String.raw`{"upstream_name":"\ud800"}`],
])("%s is refused", async (_, text) => {
  const host = await createRawFilter(text);
  expect([host.configured, host.vmFailed]).toEqual([false, false]);
});

test.each([
  [
    "numbers in other notations",
    `{"upstream_name":"a","authority":"b","timeout_ms":5.0e2,"snapshot_max_age_ms":600000.0}`,
  ],
  ["escapes", String.raw`{"upstr\u0065am_name":"\u0061\/","authority":"b"}`],
  ["white space around a megabyte", `${" ".repeat(1_000_000)}{"upstream_name":"a","authority":"b"}`],
])("%s are accepted", async (_, text) => {
  expect((await createRawFilter(text)).configured).toBe(true);
});

test("a broken one leaves the one in force, and a good one replaces it", async () => {
  const host = await createFilter({ pool: "default/one" });
  expect(host.reconfigure("{}")).toBe(false);
  const ask = (): string => {
    const stream = host.createStream();
    stream.requestHeaders({ ":method": "GET", ":path": "/", ":authority": "app.test" });
    const path = host.httpCalls.at(-1)?.headers.get(":path") ?? "";
    stream.close();
    return path;
  };
  expect(ask()).toBe("/pod-lookup?pool=default/one");
  expect(host.reconfigure(JSON.stringify({ ...BASE, pool: "default/two" }))).toBe(true);
  expect(ask()).toBe("/pod-lookup?pool=default/two");
});
