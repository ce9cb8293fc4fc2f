import { describe, expect, test } from "vitest";
import { plan } from "../../src/plan/plan.ts";
import figures from "../figures.json" with { type: "json" };
import type { ProofFigures } from "../run/figures.ts";
import { SEARCHES, WALKED_WORLDS } from "../search/worlds.ts";
import { INVARIANTS } from "../world/violation.ts";
import { catchAgain } from "./catch-again.ts";
import { withMutant } from "./load-mutant.ts";
import { mutantNamed, MUTANTS } from "./mutants.ts";

const { catches, searches, walks } = figures as ProofFigures;

describe("a broken planner is caught again", () => {
  test.for(catches)("$mutant", { timeout: 60_000 }, async (caught) => {
    const invariant = await withMutant(
      mutantNamed(caught.mutant),
      (planner) => catchAgain(caught, planner)?.invariant,
    );
    expect(invariant).toBe(caught.invariant);
  });
});

test("the planner itself goes every one of these ways unharmed", { timeout: 60_000 }, () => {
  for (const caught of catches) expect(catchAgain(caught, plan)?.message).toBeUndefined();
});

describe("what is recorded", () => {
  const hint = "run `pnpm --filter @fairlead/pool-scaling proof --write`, then `pnpm generate`";

  test("has every mutant", () => {
    expect(
      catches.map(({ mutant }) => mutant),
      hint,
    ).toEqual(MUTANTS.map(({ name }) => name));
  });

  test("has every world", () => {
    expect(
      walks.map(({ world }) => world),
      hint,
    ).toEqual(Object.keys(WALKED_WORLDS));
    const worlds = Object.entries(SEARCHES).flatMap(([by, search]) =>
      Object.keys(search.worlds).map((world) => ({ by, world })),
    );
    expect(
      searches.map(({ by, world }) => ({ by, world })),
      hint,
    ).toEqual(worlds);
  });

  test("shows that every invariant can be broken", () => {
    expect([...new Set(catches.map(({ invariant }) => invariant))].toSorted()).toEqual(
      Object.keys(INVARIANTS).toSorted(),
    );
  });
});
