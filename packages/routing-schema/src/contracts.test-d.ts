import { expectTypeOf, test } from "vitest";
import type {
  ErrorCode,
  FilterConfiguration,
  LookupServiceConfigurationInput,
  PodPool,
  PodPoolInput,
  ResolvedFilterConfiguration,
  Snapshot,
  WorkloadReport,
  WorkloadReportInput,
  WorkloadSpec,
} from "./index.ts";
import { FairleadError, createProblem, workloadReportSchema } from "./index.ts";

test("a pod writes less than a reader gets", () => {
  expectTypeOf<{ clients: number }>().toExtend<WorkloadReportInput>();
  expectTypeOf<WorkloadReport["capacity"]>().toEqualTypeOf<number | null>();
  expectTypeOf<WorkloadReport["draining"]>().toEqualTypeOf<boolean>();
  expectTypeOf<WorkloadReport["podId"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf(workloadReportSchema.parse({})).toEqualTypeOf<WorkloadReport>();
});

test("a configuration is written without its defaults and read with them", () => {
  expectTypeOf<{ upstream_name: string; authority: string }>().toExtend<FilterConfiguration>();
  expectTypeOf<{ authority: string }>().not.toExtend<FilterConfiguration>();
  expectTypeOf<ResolvedFilterConfiguration["mode"]>().toEqualTypeOf<"per_request" | "snapshot">();
  expectTypeOf<ResolvedFilterConfiguration["pool"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<{ source: { kind: "file"; path: string } }>().toExtend<LookupServiceConfigurationInput>();
});

test("a pool needs a port alone", () => {
  expectTypeOf<{ port: number }>().toExtend<PodPoolInput["spec"]>();
  expectTypeOf<PodPool["spec"]["scaling"]["minReplicas"]>().toEqualTypeOf<number>();
  expectTypeOf<PodPool["spec"]["draining"]["maxDrainSeconds"]>().toEqualTypeOf<number | undefined>();
});

test("the ways of reading a workload are told apart by their format", () => {
  expectTypeOf<Extract<WorkloadSpec, { format: "prometheus" }>["clientsMetric"]>().toEqualTypeOf<string>();
  expectTypeOf<Extract<WorkloadSpec, { format: "push" }>>().toEqualTypeOf<{ format: "push" }>();
});

test("errors know their codes", () => {
  expectTypeOf<"snapshot_version">().toExtend<ErrorCode>();
  expectTypeOf(new FairleadError("internal", "x").code).toEqualTypeOf<ErrorCode>();
  expectTypeOf(createProblem).parameter(0).toEqualTypeOf<ErrorCode>();
  // @ts-expect-error a code that is not in the catalogue
  new FairleadError("no_such_code", "x");
});

test("a snapshot cannot be changed by its holder", () => {
  expectTypeOf<Snapshot["pods"]>().not.toExtend<unknown[]>();
});
