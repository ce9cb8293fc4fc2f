import { isPodId as isPodIdOfContract } from "@fairlead/routing-schema";
import { assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { isPodId, podIdFromEnvironment } from "./pod-id.ts";

test("a pod id is what the contract calls one", () => {
  const near = string({ unit: constantFrom("a", "9", "-", ".", "A", "\n"), maxLength: 8 });
  const long = string({ unit: constantFrom("a"), minLength: 250, maxLength: 256 });
  assert(
    property(oneof(near, long, string()), (value) => {
      expect(isPodId(value)).toBe(isPodIdOfContract(value));
    }),
  );
});

test.each([
  [{ FAIRLEAD_POD_ID: "chat-1", HOSTNAME: "chat-2" }, "chat-1"],
  [{ FAIRLEAD_POD_ID: "", HOSTNAME: "chat-2" }, "chat-2"],
  [{ HOSTNAME: "Some-Laptop.local" }, undefined],
  [{}, undefined],
])("%o gives %s", (environment, podId) => {
  expect(podIdFromEnvironment(environment)).toBe(podId);
});
