import { expect, it } from "vitest";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createObserver } from "./create-observer.ts";

it("looks at the status before the pods, and at the pods before the routes", async () => {
  const { clock, ...world } = createFakeWorld();
  const calls: string[] = [];
  const told = <Answer>(part: string, look: () => Promise<Answer>) => {
    return async (): Promise<Answer> => {
      calls.push(part);
      const answer = await look();
      calls.push(`${part} seen`);
      return answer;
    };
  };
  const { pods, routes, statusStore } = world;
  const observer = createObserver(
    {
      ...world,
      statusStore: { ...statusStore, read: told("status", statusStore.read) },
      pods: { ...pods, list: told("pods", pods.list) },
      routes: { ...routes, observe: told("routes", routes.observe) },
    },
    clock,
  );
  await observer.observe();
  expect(calls).toEqual(["status", "status seen", "pods", "pods seen", "routes", "routes seen"]);
});
