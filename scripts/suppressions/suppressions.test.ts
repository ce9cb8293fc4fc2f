import { describe, expect, it } from "vitest";
import { suppressionProblems } from "./suppressions.ts";

/** Put together, so that this file has no directives of its own. */
const disable = (rest: string): string => `oxlint-${"disable"}${rest}`;

describe("suppressionProblems", () => {
  it("takes a rule with a reason", () => {
    expect(
      suppressionProblems(
        "a.ts",
        `// ${disable("-next-line typescript/no-explicit-any -- the host's own type")}\n`,
      ),
    ).toEqual([]);
    expect(suppressionProblems("a.ts", `/* ${disable(" import/no-cycle -- mutual recursion")} */\n`)).toEqual(
      [],
    );
  });

  it("names file and line of one without a reason", () => {
    expect(suppressionProblems("a.ts", `x;\n// ${disable("-line eqeqeq")}\n`)).toEqual([
      "a.ts:2 gives no reason. Write it after the rule: -- <reason>.",
    ]);
    expect(suppressionProblems("a.ts", `/* ${disable(" eqeqeq -- ")} */`)).toHaveLength(1);
  });

  it("refuses to switch everything off", () => {
    expect(suppressionProblems("a.ts", `/* ${disable("")} */\n`)[0]).toMatch(/Name the rule\.$/);
  });
});
