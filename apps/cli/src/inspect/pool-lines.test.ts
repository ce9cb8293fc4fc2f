import type { ScaledPool } from "@fairlead/scaler-controller";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { poolLines } from "./pool-lines.ts";

const pool: ScaledPool = {
  pool: "default/chat",
  leader: true,
  observedAtMs: 1,
  desiredReplicas: 1,
  minReplicas: 1,
  maxReplicas: 4,
  why: [
    "2 pods: 0 starting, 1 open, 1 draining, 0 closed.",
    "1 pod wanted: the load asks for 0, the minimum is 1.",
  ],
  decision: "clients (Pods): 1.5, 0.15 of the target, 2 pods counted; asks for 1 pod.",
  limit: null,
  counts: { starting: 0, open: 1, draining: 1, closed: 0 },
  clients: 3,
  waitingClients: 0,
  viewAgeMs: 1,
  conditions: [
    { type: "DrainOverdue", status: true, sinceMs: 1, reason: "chat-2" },
    { type: "StartsFailing", status: false, sinceMs: 1, reason: "none" },
  ],
  fault: null,
  pods: [
    {
      routeId: "chat-1",
      podId: "chat-1-x7k4q",
      endpoint: "127.0.0.2:20001",
      phase: "open",
      phaseSinceMs: 1,
      ready: true,
      deleting: false,
      clients: 1,
      reportAgeMs: 1,
      reason: "serving",
      why: "chat-1 (open) serves 1 client.",
    },
    {
      routeId: "chat-2",
      podId: null,
      endpoint: null,
      phase: "draining",
      phaseSinceMs: 1,
      ready: false,
      deleting: false,
      clients: null,
      reportAgeMs: null,
      reason: "clients",
      why: "chat-2 (draining: fewer pods are wanted) stays, because it has 2 clients.",
    },
  ],
};

test("a pool with its pods, and why", () => {
  expect(poolLines(pool, createStyle(false))).toEqual([
    "default/chat  1 wanted (1 to 4), 3 clients",
    "clients (Pods): 1.5, 0.15 of the target, 2 pods counted; asks for 1 pod.",
    "2 pods: 0 starting, 1 open, 1 draining, 0 closed.",
    "1 pod wanted: the load asks for 0, the minimum is 1.",
    "DrainOverdue: chat-2",
    "",
    "POD           ADDRESS          PHASE     CLIENTS  WHY",
    "chat-1-x7k4q  127.0.0.2:20001  open            1  serves 1 client.",
    "chat-2        -                draining        -  stays, because it has 2 clients.",
  ]);
});

test("a pool without pods, with clients that wait and a fault", () => {
  const fault = { code: "host_unreachable", message: "It is away." };
  expect(
    poolLines(
      { ...pool, decision: "", why: [], conditions: [], pods: [], waitingClients: 2, fault },
      createStyle(false),
    ),
  ).toEqual(["default/chat  1 wanted (1 to 4), 3 clients, 2 waiting", "host_unreachable: It is away."]);
});
