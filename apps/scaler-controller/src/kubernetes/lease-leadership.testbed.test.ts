import { answerWith, forbidden, internalError } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openKubernetesWorld, type KubernetesWorld } from "../testing/open-kubernetes-world.ts";
import { createLeaseLeadership, type LeaseLeadership } from "./lease-leadership.ts";

let world: KubernetesWorld;
const open: LeaseLeadership[] = [];
let created = 0;
let name = "";

beforeAll(async () => {
  world = await openKubernetesWorld();
});
afterEach(async () => {
  world.proxy.clear();
  for (const leadership of open.splice(0)) await leadership.stop();
});
afterAll(() => world.close());

async function take(part: "first" | "other"): Promise<LeaseLeadership> {
  if (part === "first") name = `lease-${(created += 1)}`;
  const leadership = createLeaseLeadership({
    client: part === "first" ? world.client : world.direct.client,
    namespace: world.pool.names.namespace,
    name,
    leaseMs: 3_000,
  });
  open.push(leadership);
  await leadership.start(() => {});
  return leadership;
}

it("is one candidate's, and the other's as soon as that one stops", async () => {
  const first = await take("first");
  await until("the first leads", () => first.isLeader());
  const other = await take("other");
  expect(other.isLeader()).toBe(false);
  await first.stop();
  expect(first.isLeader()).toBe(false);
  await until("the other leads", () => other.isLeader());
});

it("is lost for good by who cannot renew it, before another one has it", async () => {
  const first = await take("first");
  await until("the first leads", () => first.isLeader());
  const other = await take("other");
  let ledTogether = false;
  world.proxy.add({ matches: ({ resource }) => resource === "leases", fault: answerWith(internalError()) });
  const lost = first.lost.catch((error: unknown) => error);
  await until("the other leads", () => {
    ledTogether ||= first.isLeader() && other.isLeader();
    return other.isLeader();
  });
  expect(await lost).toMatchObject({ code: "leadership_lost" });
  expect([first.isLeader(), ledTogether]).toEqual([false, false]);
});

it("says why no part can be taken, and not any more once it can, though another one leads", async () => {
  const rule = world.proxy.add({
    matches: ({ resource }) => resource === "leases",
    fault: answerWith(forbidden()),
  });
  const first = await take("first");
  await until("it is said", () => first.fault !== undefined);
  expect(first.fault).toMatchObject({ code: "leadership_unavailable" });
  const other = await take("other");
  await until("the other leads", () => other.isLeader());
  rule.remove();
  await until("all is well", () => first.fault === undefined);
  const again = world.proxy.add({
    matches: ({ resource }) => resource === "leases",
    fault: answerWith(forbidden()),
    times: 1,
  });
  await until("one try has failed", () => again.hits === 1 && first.fault !== undefined);
  await until("the next ones go well", () => first.fault === undefined);
  expect(other.isLeader()).toBe(true);
});
