import { createLoadTable, type LoadTableOptions, type RandomSource } from "@fairlead/pod-picking";

/** One picker of the simulation, with what it knows of the pods. */
export interface SimulatedPicker {
  /** Takes the load of every pod as it was at `sampledAtMs`. */
  learn(loads: Float64Array, sampledAtMs: number): void;
  /** Chooses the pod of a client. */
  pick(nowMs: number): number;
}

/** What a picker is made for. */
export interface PickerSetting {
  readonly pods: number;
  readonly pickers: number;
  readonly random: RandomSource;
  /** Clients of every pod at this moment, those on their way included: what no real picker knows. */
  readonly truth: Float64Array;
}

/** A way of choosing pods. */
export interface Policy {
  readonly name: string;
  readonly description: string;
  create(setting: PickerSetting): SimulatedPicker;
}

const drawPod = (random: RandomSource, pods: number): number => Math.floor(random() * pods);

/** The pod with the lowest of `loads`, ties at random. */
function lowest(loads: Float64Array, random: RandomSource): number {
  let best = 0;
  let equals = 1;
  for (let pod = 1; pod < loads.length; pod += 1) {
    const load = loads[pod] as number;
    const bestLoad = loads[best] as number;
    if (load < bestLoad) {
      best = pod;
      equals = 1;
    } else if (load === bestLoad) {
      equals += 1;
      if (drawPod(random, equals) === 0) best = pod;
    }
  }
  return best;
}

/** A picker that looks at the last reports only. */
const byReports =
  (choose: (reported: Float64Array, random: RandomSource) => number): Policy["create"] =>
  ({ pods, random }) => {
    const reported = new Float64Array(pods);
    return { learn: (loads) => reported.set(loads), pick: () => choose(reported, random) };
  };

/** A picker with a load table: reports and own picks since. */
const byLoadTable =
  (options: LoadTableOptions, anticipatePeers: boolean): Policy["create"] =>
  ({ pods, pickers, random }) => {
    const table = createLoadTable(options);
    const podIds = Array.from({ length: pods }, (_, pod) => `pod-${pod}`);
    const podOf = new Map(podIds.map((podId, pod) => [podId, pod]));
    table.setPods(
      podIds.map((podId) => ({ podId, state: "open" })),
      0,
    );
    return {
      learn(loads, sampledAtMs) {
        for (let pod = 0; pod < pods; pod += 1) {
          table.report(
            podIds[pod] as string,
            { clients: loads[pod] as number, capacity: null, draining: false },
            sampledAtMs,
          );
        }
      },
      pick(nowMs) {
        const outcome = table.pick({ nowMs, random, askers: anticipatePeers ? pickers : 1 });
        if ("refusal" in outcome)
          throw new Error(`A pool without limits refused a client: ${outcome.refusal}.`);
        return podOf.get(outcome.podId) as number;
      },
    };
  };

/** The policies, the yardstick first. */
export const POLICIES: readonly Policy[] = [
  {
    name: "all-knowing",
    description: "lowest true load at the moment of the pick; the yardstick",
    create: ({ random, truth }) => ({ learn: () => {}, pick: () => lowest(truth, random) }),
  },
  {
    name: "random",
    description: "any pod",
    create: ({ pods, random }) => ({ learn: () => {}, pick: () => drawPod(random, pods) }),
  },
  { name: "strict-minimum", description: "lowest last report", create: byReports(lowest) },
  {
    name: "two-choices",
    description: "lower last report of two pods drawn at random",
    create: byReports((reported, random) => {
      const first = drawPod(random, reported.length);
      const second = (first + 1 + drawPod(random, reported.length - 1)) % reported.length;
      return (reported[second] as number) < (reported[first] as number) ? second : first;
    }),
  },
  {
    name: "minimum + picks",
    description: "lowest last report plus own picks since; peers are ignored",
    create: byLoadTable({ picker: "minimum" }, false),
  },
  {
    name: "two-choices + picks",
    description: "the same of two pods drawn at random",
    create: byLoadTable({ picker: "two-choices" }, false),
  },
  {
    name: "minimum + peers",
    description: "lowest last report plus own picks since x pickers",
    create: byLoadTable({ picker: "minimum" }, true),
  },
  {
    name: "ours",
    description:
      "picker adaptive: last report plus own picks since x pickers; of up to 32 pods the lowest, of more the lower of two",
    create: byLoadTable({ picker: "adaptive" }, true),
  },
];
