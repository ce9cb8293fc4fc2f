import { WORKLOAD_COUNT_MAX, type WorkloadReportInput, workloadReportSchema } from "@fairlead/routing-schema";
import { assert, boolean, constant, double, oneof, option, property } from "fast-check";
import { expect, test } from "vitest";
import { buildWorkloadReport, isCapacity, REPORT_COUNT_MAX } from "./workload-report.ts";

test("the largest count is the contract's", () => {
  expect(REPORT_COUNT_MAX).toBe(WORKLOAD_COUNT_MAX);
});

test("whatever was counted, the report fits the contract", () => {
  const counted = oneof(double({ min: 0, noNaN: true }), constant(Number.POSITIVE_INFINITY));
  const podIds = option(constant("chat-1"), { nil: undefined });
  const capacities = option(double({ min: 0.5, max: REPORT_COUNT_MAX, noNaN: true }));
  assert(
    property(podIds, counted, capacities, boolean(), (podId, clients, capacity, draining) => {
      const report: WorkloadReportInput = buildWorkloadReport({ podId, clients, capacity, draining });
      expect(workloadReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    }),
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e10, "5", null])("%s is no capacity", (value) => {
  expect(isCapacity(value)).toBe(false);
});
