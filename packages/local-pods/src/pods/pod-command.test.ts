import { isPodId } from "@fairlead/routing-schema";
import { expect, test } from "vitest";
import { fillPlaceholders, podEnvironment } from "./pod-command.ts";
import { podNameForJob } from "./pod-name.ts";

const identity = {
  podId: "chat-1-x7k4q",
  pool: "default/chat",
  address: { host: "127.0.0.2", port: 20_001 },
};

test("placeholders are filled wherever they stand; other braces stay", () => {
  expect(
    fillPlaceholders(
      ["--listen={host}:{port}", "{port}{port}", "{podId}", "{Port}", "{}", "{user}"],
      identity,
    ),
  ).toEqual(["--listen=127.0.0.2:20001", "2000120001", "chat-1-x7k4q", "{Port}", "{}", "{user}"]);
});

test("a pod finds out who it is in its environment", () => {
  expect(podEnvironment(identity)).toEqual({
    HOST: "127.0.0.2",
    PORT: "20001",
    POD_NAME: "chat-1-x7k4q",
    FAIRLEAD_POD_ID: "chat-1-x7k4q",
    FAIRLEAD_POOL: "default/chat",
  });
});

test("a pod is named after its Job, with five characters of Kubernetes' alphabet", () => {
  const name = podNameForJob("chat-1");
  expect(name).toMatch(/^chat-1-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(isPodId(name)).toBe(true);
  expect(podNameForJob("chat-1", (below) => below - 1)).toBe("chat-1-99999");
});
