import { FINISHED } from "./finished.ts";
import { mutant, type Mutant } from "./mutant.ts";

const DRAINING = "lifecycle/steps/draining.ts";
const CLOSED = "lifecycle/steps/closed.ts";
const EVIDENCE = "lifecycle/client-evidence.ts";
const WITHHELD = "lifecycle/withheld.ts";
const ROUTING = "lifecycle/routing-state.ts";

/** Rules of the way from open to deleted. */
const LIFE: readonly Mutant[] = [
  mutant("drop the first lease", DRAINING, "withheldSinceMs + spec.leaseMs", "withheldSinceMs"),
  mutant("drop the second lease", CLOSED, "unreachable.sinceMs + spec.leaseMs", "unreachable.sinceMs"),
  mutant(
    "do not wait until the pod is withheld",
    DRAINING,
    "= withheldSince(pod, nowMs)",
    "= withheldSince(pod, nowMs) ?? pod.phase.sinceMs",
  ),
  mutant(
    "believe what the lookup service said of an earlier phase",
    WITHHELD,
    "lookup?.phaseRevision !== phase.revision || lookup.withheldSinceMs",
    "lookup?.withheldSinceMs",
  ),
  mutant(
    "believe an earlier phase of an override-host pod",
    WITHHELD,
    "lookup?.phaseRevision !== phase.revision || lookup.unlistedSinceMs",
    "lookup?.unlistedSinceMs",
  ),
  mutant(
    "delete an override-host pod that is still listed",
    CLOSED,
    ": unlistedSince(pod, nowMs)",
    ": (unlistedSince(pod, nowMs) ?? pod.phase.sinceMs)",
  ),
  mutant(
    "trust a stale report",
    EVIDENCE,
    "if (report !== undefined && age(report.sampledAtMs, nowMs) <= spec.reportMaxAgeMs) {",
    "if (report !== undefined) {",
    "reports that are rare",
  ),
  mutant(
    "trust a report from before the lease was over",
    DRAINING,
    "evidence.sampledAtMs < leaseOverMs",
    "false",
  ),
  mutant("skip the second read", CLOSED, "certain ? undefined", "true ? undefined"),
  mutant(
    "take the second read from the lookup service",
    EVIDENCE,
    "const direct = ofInstance(pod, pod.directReport);",
    "const direct = newest(ofInstance(pod, pod.report), ofInstance(pod, pod.directReport));",
  ),
  mutant(
    "take a second read from before the lease was over",
    CLOSED,
    "evidence.sampledAtMs < notBeforeMs",
    "false",
  ),
  mutant(
    "trust the report of a pod that was replaced",
    EVIDENCE,
    "report.podId === pod.instance?.podId ?",
    "pod.instance !== undefined ?",
  ),
  mutant(
    "count a silent pod as empty at once",
    "lifecycle/pod-view.ts",
    "evidence.forMs >= spec.silentMs",
    "true",
  ),
  mutant(
    "count silence from before the lookup service listened",
    "plan/plan.ts",
    "lookup?.sinceMs ?? nowMs",
    "0",
  ),
  {
    name: "leave a closed pod closed although a client shows up",
    edits: [
      { file: CLOSED, find: `evidence.kind === "reported" && evidence.clients > 0)`, replace: "false)" },
      { file: CLOSED, find: "return evidence.clients > 0 ?", replace: "return evidence.clients < 0 ?" },
    ],
  },
  mutant(
    "give up a pod that does not answer the second read",
    CLOSED,
    "evidence.forMs >= spec.silentMs",
    "true",
  ),
  mutant(
    "take a pod that was not heard for one that was never opened",
    EVIDENCE,
    "!pod.phase.opened && report === undefined",
    "report === undefined",
  ),
  mutant(
    "close a pod while nobody sees",
    DRAINING,
    "if (scaleDownBlocked !== undefined)",
    "if (scaleDownBlocked === null)",
  ),
  mutant(
    "remove a closed pod while nobody sees",
    CLOSED,
    "scaleDownBlocked !== undefined",
    "scaleDownBlocked === null",
  ),
  mutant(
    "take a pod that has ended for one that is heard",
    "plan/scale-down-blocked.ts",
    `|| evidence.kind === "none_possible"`,
    "",
  ),
  mutant("open a pod at once after a crash", "lifecycle/steps/starting.ts", "nowMs < untilMs", "false"),
  mutant(
    "do not notice that the Job replaced the open pod",
    "lifecycle/steps/open.ts",
    `instance === undefined || instance.state === "ended" || instance.podId !== phase.podId`,
    "instance === undefined",
  ),
];

/** Rules of routes and subsets. */
const ROUTES: readonly Mutant[] = [
  mutant(
    "ignore one gateway when a route goes",
    ROUTING,
    "of gateways.names) {",
    "of gateways.names.slice(1)) {",
  ),
  mutant("ignore one gateway when a route comes", ROUTING, "= names.filter(", "= names.slice(1).filter("),
  mutant(
    "close a pod before every gateway has its route",
    DRAINING,
    'pod.phase.opened ? unroutedGateways(view, context, "all")',
    "pod.phase.opened ? undefined",
    "torn looks, slow gateways",
  ),
  mutant(
    "forget a gateway that has left",
    ROUTING,
    "let sinceMs = past(gateways.sinceMs, nowMs);",
    "let sinceMs = 0;",
    "gateways that come and go",
  ),
  mutant(
    "trust a probe from before the route was written",
    ROUTING,
    "checkedAtMs >= route.writtenAtMs",
    "true",
    "torn looks, slow gateways",
  ),
  mutant(
    "trust a list of gateways from before the route was gone",
    ROUTING,
    "gateways.observedAtMs <= sinceMs",
    "false",
    "old lists of gateways",
  ),
  mutant(
    "take a route of an earlier epoch for the present one",
    ROUTING,
    "written?.uid === uid && written.epoch === phase.epoch",
    "written?.uid === uid && phase.epoch >= 0",
  ),
  mutant(
    "take the route of another Job for its own",
    ROUTING,
    "written?.uid === uid && written.epoch === phase.epoch",
    "written?.epoch === phase.epoch && uid !== undefined",
  ),
  mutant(
    "take a route for gone that is only unwritten",
    CLOSED,
    "= confirmGone(routing, gateways, spec, nowMs)",
    "= { confirmed: true as const, sinceMs: pod.phase.sinceMs, gateways: [] }",
  ),
  mutant("remove the subset before the route", CLOSED, `kind: "removeRoute"`, `kind: "removeSubset"`),
  mutant("delete the Job before its subset", CLOSED, "...(subset === undefined", "...(subset !== null"),
  mutant(
    "write the route before the subset",
    "lifecycle/ensure-routing.ts",
    `kind: "addSubset"`,
    `kind: "addRoute"`,
  ),
  mutant(
    "remove a route of whatever epoch",
    CLOSED,
    "uid: route.uid, epoch: route.epoch",
    "uid: route.uid, epoch: undefined as never",
  ),
  mutant(
    "remove a subset of whatever epoch",
    CLOSED,
    "uid: subset.uid, epoch: subset.epoch",
    "uid: subset.uid, epoch: undefined as never",
  ),
  mutant(
    "come back without a new epoch",
    "lifecycle/phase.ts",
    "epoch: record.epoch + 1",
    "epoch: record.epoch",
  ),
  mutant(
    "remove an orphaned subset before its route is gone",
    "plan/orphans.ts",
    "isOrphan(subset) && confirmGone(routingOf(routeId), gateways, spec, nowMs).confirmed",
    "isOrphan(subset)",
  ),
  mutant("leave orphaned routes", "plan/orphans.ts", "if (isOrphan(route))", "if (routes.length < 0)"),
];

/** Preconditions that make a late action harmless. */
const PRECONDITIONS: readonly Mutant[] = [
  mutant(
    "delete without the uid",
    CLOSED,
    "uid: pod.uid, phaseRevision",
    "uid: undefined as never, phaseRevision",
  ),
  mutant(
    "delete whatever the phase is now",
    CLOSED,
    "phaseRevision: pod.phase.revision",
    "phaseRevision: undefined as never",
  ),
  mutant(
    "close whatever the phase is now",
    DRAINING,
    "fromRevision: pod.phase.revision",
    "fromRevision: undefined as never",
  ),
  mutant(
    "write the status whatever it is now",
    "plan/plan-status.ts",
    "fromRevision: before.revision",
    "fromRevision: undefined as never",
  ),
  mutant(
    "forget which pods were started",
    "plan/scale-up.ts",
    "pendingStarts: [...pending, ...names]",
    "pendingStarts: []",
  ),
  mutant(
    "forget with the next plan which pods were told to drain",
    "plan/pending-drains.ts",
    "[...drained, ...recent]",
    "drained",
    "two controllers",
  ),
  mutant("forget which pods were told to drain", "plan/plan.ts", "[...down.drains.keys()]", "[]"),
  mutant(
    "forget which pods were told to open again",
    "plan/plan.ts",
    "reopening: up.reopening",
    "reopening: { routeIds: [], atMs: 0 }",
  ),
];

/** Rules of how many, and of who goes. */
const NUMBERS: readonly Mutant[] = [
  {
    name: "count draining pods as replicas",
    edits: [
      {
        file: "plan/census.ts",
        find: "{ starting, open }: Census,",
        replace: "{ starting, open, draining }: Census,",
      },
      {
        file: "plan/census.ts",
        find: "[...starting, ...open].filter(",
        replace: "[...starting, ...open, ...draining].filter(",
      },
    ],
  },
  mutant(
    "drain below the minimum",
    "plan/desired-replicas.ts",
    "Math.max(spec.minReplicas, wanted)",
    "wanted",
  ),
  mutant(
    "start above the maximum",
    "plan/census.ts",
    "ceiling: spec.maxReplicas + surge",
    "ceiling: Infinity",
  ),
  mutant(
    "count a pod as gone before it drains",
    "plan/census.ts",
    "present: starting.length + open.length",
    "present: live.length",
  ),
  mutant(
    "take one victim too many",
    "plan/scale-down.ts",
    "const surplus = useful - desired",
    "const surplus = 1 + useful - desired",
  ),
  mutant(
    "start a pod before one is opened again",
    "plan/scale-up.ts",
    "Math.min(MAX_COMING_BACK, wanted - waitedFor.length)",
    "0",
  ),
  mutant(
    "start any number at once",
    "plan/allowed-starts.ts",
    "(hasFailed ? 1 : spec.maxStarting) - starting",
    "Infinity",
  ),
  mutant(
    "start at once after a failed start",
    "plan/allowed-starts.ts",
    "hasFailed && nowMs < untilMs",
    "false",
  ),
  mutant(
    "scale down while the lookup service is silent",
    "plan/scale-down-blocked.ts",
    `return "lookup_silent"`,
    "return undefined",
  ),
  mutant(
    "keep pods of the old template",
    "lifecycle/pod-view.ts",
    "pod.templateHash !== spec.templateHash && pod.protected !== true",
    "false",
  ),
  mutant("do not guard pods that have clients", "lifecycle/guard.ts", "evidence.clients > 0", "false"),
  mutant(
    "open pods that are not ready",
    "lifecycle/steps/starting.ts",
    "if (!healthy) return",
    "if (!healthy && nowMs < 0) return",
  ),
  mutant(
    "plan the same status again",
    "plan/plan-status.ts",
    "if (isSame(before, status))",
    "if (before === status)",
  ),
  mutant(
    "let who missed a decision decide",
    "plan/plan-status.ts",
    "+ Number(isDecision)",
    "+ 0 * Number(isDecision)",
    "hand-over",
  ),
];

/** Every rule that the proof breaks. */
export const MUTANTS: readonly Mutant[] = [...LIFE, ...FINISHED, ...ROUTES, ...PRECONDITIONS, ...NUMBERS];

/** Finds a mutant by its name. */
export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no mutant "${name}".`);
  return found;
}
