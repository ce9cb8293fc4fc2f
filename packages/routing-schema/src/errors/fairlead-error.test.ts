import { describe, expect, it } from "vitest";
import { errorCatalogue } from "./catalogue.ts";
import { FairleadError } from "./fairlead-error.ts";
import { createProblem, problemSchema } from "./problem.ts";

describe("FairleadError", () => {
  it("carries code, message, cause and details", () => {
    const cause = new Error("disk");
    const error = new FairleadError("configuration_unreadable", "Cannot read a.yaml.", {
      cause,
      details: { file: "a.yaml" },
    });
    expect(error).toMatchObject({
      name: "FairleadError",
      code: "configuration_unreadable",
      message: "Cannot read a.yaml.",
      cause,
    });
    expect(error.details).toEqual({ file: "a.yaml" });
    expect(new FairleadError("internal", "x")).not.toHaveProperty("cause");
  });

  it("recognises its like across copies of the package, and nothing else", () => {
    const foreign = Object.assign(new Error("x"), { [Symbol.for("fairlead.error")]: true });
    expect(FairleadError.isInstance(new FairleadError("internal", "x"))).toBe(true);
    expect(FairleadError.isInstance(foreign)).toBe(true);
    for (const other of [new Error("x"), null, undefined, "internal", { code: "internal" }]) {
      expect(FairleadError.isInstance(other)).toBe(false);
    }
  });

  it("keeps its marker out of what is logged", () => {
    const error = new FairleadError("internal", "x");
    expect(Object.getOwnPropertyDescriptor(error, Symbol.for("fairlead.error"))?.enumerable).toBe(false);
  });
});

describe("errorCatalogue", () => {
  it.each(Object.entries(errorCatalogue))(
    "%s is a code in snake case with a title and a mend",
    (code, entry) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(entry.title).toMatch(/^[A-Z].*[^.]$/);
      expect(entry.mend).toMatch(/\.$/);
    },
  );
});

describe("createProblem", () => {
  it("fits its own schema, links to the code and says how to mend it", () => {
    const problem = createProblem("unknown_pool", "There is no pool default/chta.");
    expect(problemSchema.parse(problem)).toEqual(problem);
    expect(problem.type).toMatch(/docs\/errors\.md#unknown_pool$/);
    expect(problem.status).toBe(404);
    expect(problem.detail).toBe(`There is no pool default/chta. ${errorCatalogue.unknown_pool.mend}`);
  });

  it("is a failure of the service where the code has no status of its own", () => {
    expect(createProblem("snapshot_malformed", "x").status).toBe(500);
  });
});
