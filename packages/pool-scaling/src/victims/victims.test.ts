import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseVictims } from "./choose-victims.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { orderVictims } from "./order-victims.ts";
import type { Victim } from "./victim.ts";

function victim(routeId: string, options: Partial<Victim> = {}): Victim {
  return {
    routeId,
    podId: `${routeId}-x`,
    serving: true,
    outdated: false,
    clients: 0,
    deletionCost: 0,
    node: undefined,
    readySinceMs: 0,
    crashes: 0,
    createdAtMs: 0,
    ...options,
  };
}

const names = (victims: readonly Victim[]): string => victims.map(({ routeId }) => routeId).join(" ");

describe("orderVictims", () => {
  it("puts each criterion before those that follow it", () => {
    const better = {
      serving: false,
      outdated: true,
      clients: 0,
      deletionCost: -1,
      readySinceMs: 9,
      crashes: 9,
      createdAtMs: 9,
    };
    const worse = {
      serving: true,
      outdated: false,
      clients: 5,
      deletionCost: 1,
      readySinceMs: 1,
      crashes: 1,
      createdAtMs: 1,
    };
    const keys = Object.keys(better) as (keyof typeof better)[];
    for (const [index, key] of keys.entries()) {
      const later = Object.fromEntries(keys.slice(index + 1).map((name) => [name, better[name]]));
      const one = victim("a", { ...worse, [key]: better[key] });
      const other = victim("b", {
        ...worse,
        ...later,
        ...Object.fromEntries(keys.slice(0, index).map((name) => [name, worse[name]])),
      });
      expect(names(orderVictims([other, one], "pack")), key).toBe("a b");
    }
  });

  it("takes the later route id when nothing else differs", () => {
    expect(names(orderVictims([victim("a"), victim("b")], "pack"))).toBe("b a");
  });

  it("packs: empties the node with the fewest candidates", () => {
    const pods = [victim("a", { node: "n1" }), victim("b", { node: "n1" }), victim("c", { node: "n2" })];
    expect(names(orderVictims(pods, "pack"))).toBe("c b a");
  });

  it("spreads: takes from the fullest node, and counts anew after each", () => {
    const pods = ["a", "b", "c"].map((name) => victim(name, { node: "n1" }));
    pods.push(victim("d", { node: "n2" }), victim("e", { node: "n2" }));
    expect(names(orderVictims(pods, "spread"))).toBe("c e b d a");
  });

  const arbitrary = fc.uniqueArray(
    fc.record({
      routeId: fc.string({ minLength: 1, maxLength: 3 }),
      clients: fc.nat(3),
      deletionCost: fc.integer({ min: -1, max: 1 }),
      node: fc.option(fc.constantFrom("n1", "n2", "n3"), { nil: undefined }),
      serving: fc.boolean(),
      readySinceMs: fc.nat(2),
    }),
    { selector: ({ routeId }) => routeId, maxLength: 12 },
  );

  it("is the same whatever order the candidates come in, and for any count the beginning of the whole", () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom("pack", "spread"), fc.nat(12), (pods, preference, count) => {
        const victims = pods.map(({ routeId, ...options }) => victim(routeId, options));
        const all = orderVictims(victims, preference);
        expect(names(orderVictims(victims.toReversed(), preference))).toBe(names(all));
        expect(names(orderVictims(victims, preference, count))).toBe(names(all.slice(0, count)));
        for (const [index, one] of all.entries()) {
          const next = all[index + 1];
          if (next?.serving === one.serving) expect(one.clients).toBeLessThanOrEqual(next.clients);
        }
      }),
    );
  });
});

describe("a picker", () => {
  const request = { number_of_pods_requested: 2, candidate_pods: ["a-x", "b-x", "c-x"] };
  const pods = [victim("a", { clients: 1 }), victim("b", { clients: 2 }), victim("c", { clients: 3 })];
  const choose = (answer: unknown) =>
    chooseVictims(pods, 2, { preference: "pack", picker: { outcome: { request, answer } } });

  it("is asked about the pods that serve", () => {
    const idle = victim("z", { serving: false });
    const choice = chooseVictims([...pods, idle], 3, { preference: "pack", picker: { outcome: undefined } });
    expect([names(choice.victims), choice.ask]).toEqual(["z", request]);
    const enough = chooseVictims([...pods, idle], 1, { preference: "pack", picker: { outcome: undefined } });
    expect([names(enough.victims), enough.ask]).toEqual(["z", undefined]);
  });

  it("puts the chosen first, then the tied, in the own order", () => {
    expect(names(choose({ chosen_pods: ["c-x"], tied_pods: ["b-x", "a-x"] }).victims)).toBe("c a");
  });

  it("is followed as far as it goes when it names too few", () => {
    const choice = choose({ chosen_pods: ["c-x"], tied_pods: [] });
    expect([names(choice.victims), choice.note]).toEqual([
      "c a",
      "the picker named 1 of 2 pods; the own order gives the others",
    ]);
  });

  it.each([
    ["no answer of the form", ["c-x"], "did not answer"],
    ["names that are no text", { chosen_pods: [1] }, "did not answer"],
    ["a stranger", { chosen_pods: ["c-x", "q"] }, "named q"],
    ["a pod twice", { chosen_pods: ["c-x"], tied_pods: ["c-x"] }, "twice"],
    ["nobody", { chosen_pods: [] }, "no pod"],
  ])("is not followed when it names %s", (_, answer, note) => {
    const choice = choose(answer);
    expect(names(choice.victims)).toBe("a b");
    expect(choice.note).toContain(note);
  });

  it("is not followed when it failed, and asked again when the question is another", () => {
    const failed = { request, error: "timeout" };
    const own = chooseVictims(pods, 2, { preference: "pack", picker: { outcome: failed } });
    expect([names(own.victims), own.note]).toEqual(["a b", "the picker could not be asked: timeout"]);
    const more = chooseVictims(pods, 1, { preference: "pack", picker: { outcome: failed } });
    expect(more.ask?.number_of_pods_requested).toBe(1);
  });

  it("may name more than requested", () => {
    expect(judgeAnswer(request, { chosen_pods: ["a-x", "b-x", "c-x"] })).toMatchObject({ use: true });
  });
});
