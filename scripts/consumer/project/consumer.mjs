import assert from "node:assert/strict";
import { workloadReportSchema } from "@fairlead/routing-schema";
import schema from "@fairlead/routing-schema/schema/workload-report.json" with { type: "json" };
import { hostilePodIds, workloadReport } from "@fairlead/routing-schema/testing";
import { PATH_LOOKUP } from "@fairlead/routing-schema/wire";

assert.equal(PATH_LOOKUP, "/pod-lookup");
assert.deepEqual(schema.required, ["clients"]);
assert.deepEqual(workloadReport({ clients: 2 }), {
  podId: "chat-1",
  clients: 2,
  capacity: null,
  draining: false,
});
for (const podId of hostilePodIds)
  assert.equal(workloadReportSchema.safeParse({ podId, clients: 1 }).success, false);
