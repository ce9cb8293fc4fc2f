import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contractSamples } from "../src/testing/samples/index.ts";
import { contracts, type ContractName } from "./contracts.ts";
import { contractJsonSchema } from "./json-schema.ts";

const names = Object.keys(contracts) as ContractName[];

describe.each(names)("the JSON Schema of %s", (name) => {
  const schema = contractJsonSchema(name, contracts[name]);
  const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);
  const { valid, invalid, invalidTogether } = contractSamples[name];

  it("has an address, a title and no reference that leads nowhere", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `https://fairlead.dev/schema/${name}.json`,
      title: expect.any(String),
      description: expect.any(String),
    });
  });

  it.each(valid.map((sample) => [sample]))("accepts what zod accepts: %j", (sample) => {
    expect(contracts[name].safeParse(sample).error).toBeUndefined();
    expect(validate(sample), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(invalid.map((sample) => [sample]))("refuses what zod refuses: %j", (sample) => {
    expect(contracts[name].safeParse(sample).success).toBe(false);
    expect(validate(sample)).toBe(false);
  });

  it.each(invalidTogether.map((sample) => [sample]))("leaves %j to zod", (sample) => {
    expect(contracts[name].safeParse(sample).success).toBe(false);
    expect(validate(sample)).toBe(true);
  });
});

it("a schema without a name stands for itself", () => {
  expect(contractJsonSchema("plain", z.object({ a: z.string() }))).toEqual({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://fairlead.dev/schema/plain.json",
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
  });
});
