import { until } from "@fairlead/test-support";
import { expect, test } from "vitest";
import type { DevRun } from "../dev/start-dev.ts";
import { killPart, startScaledDev } from "./scaled-dev.ts";

/** By what the scaler tells: the numbers of pods are looked at once a second, and may have changed twice by then. */
const untilOneDrains = (dev: DevRun): Promise<boolean> =>
  until("a pod drains", () => dev.lines().some(({ text }) => text.includes('"reason":"PodDraining"')));

test("pods follow a load that doubles, halves and vanishes, and no session is cut", async () => {
  const { connect, cut, dev, openPods } = await startScaledDev();
  const sessions = await connect(4);
  await openPods(1);
  sessions.push(...(await connect(4)));
  await openPods(2);
  sessions.push(...(await connect(8)));
  await openPods(4);
  for (const session of sessions.splice(0, 8)) session.leave();
  await untilOneDrains(dev);
  expect(cut()).toBe(0);
  for (const session of sessions) session.leave();
  await openPods(1);
  expect(cut()).toBe(0);
});

test("the lookup service is killed while pods drain: no session is cut, and the pods go after that", async () => {
  const { connect, cut, dev, openPods } = await startScaledDev();
  const [stay, ...others] = await connect(12);
  await openPods(3);
  const draining = untilOneDrains(dev);
  for (const session of others) session.leave();
  await draining;
  await killPart(dev, "lookup");
  await killPart(dev, "scaler");
  await until("the others go", () => dev.processes.pods().length <= 2);
  expect(cut()).toBe(0);
  stay?.leave();
  await openPods(1);
  expect(cut()).toBe(0);
});

test("Envoy is killed: its sessions end, the pods stay, and clients come to them again", async () => {
  const { connect, cut, dev, openPods } = await startScaledDev();
  await connect(12);
  await openPods(3);
  const before = new Set(dev.processes.pods().map(({ podId }) => podId));
  await killPart(dev, "envoy");
  await until("its sessions have ended", () => cut() === 12);
  const [session] = await connect(1);
  expect(before).toContain(session?.podId);
  await openPods(1);
  expect(cut()).toBe(12);
});
