import { poolNames } from "@fairlead/routing-schema";
import { expect, it } from "vitest";
import { podSubset } from "../objects/pod-routing.ts";
import { writtenObject } from "./written-object.ts";

const target = { routeId: "chat-7", uid: "job-uid", epoch: 3 };
const { metadata } = podSubset(poolNames("games", "chat"), target, 1_767_323_045_678);

it("reads what was written", () => {
  expect(writtenObject(metadata)).toEqual({ ...target, writtenAtMs: 1_767_323_045_678 });
});

it("belongs to no epoch and no Job where somebody has removed what says so", () => {
  const { annotations: _, ownerReferences: __, ...bare } = metadata;
  expect(writtenObject(bare)).toEqual({ routeId: "chat-7", uid: "", epoch: -1, writtenAtMs: 0 });
  const damaged = { ...bare, annotations: { "fairlead.dev/epoch": "-1", "fairlead.dev/written-at": "then" } };
  expect(writtenObject(damaged)).toMatchObject({ epoch: -1, writtenAtMs: 0 });
});
