import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { podPoolLines, podPoolListLines } from "./pod-pool-lines.ts";
import { podPoolView } from "./pod-pool-view.ts";

const source = { kind: "cluster", context: "test", server: "https://127.0.0.1:6443" } as const;
const style = createStyle(false);

const condition = (type: string, status: string, reason: string, message: string) => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: "2026-01-02T03:04:05Z",
});

const object = (status: object | undefined, metadata: object = {}) => ({
  apiVersion: "fairlead.dev/v1alpha1",
  kind: "PodPool",
  metadata: { name: "chat", namespace: "games", generation: 3, ...metadata },
  spec: { port: 8080, scaling: { minReplicas: 1, maxReplicas: 4, targetClientsPerPod: 10 } },
  ...(status === undefined ? {} : { status }),
});

const told = {
  observedGeneration: 3,
  desiredReplicas: 1,
  why: "2 pods: 0 starting, 1 open, 1 draining, 0 closed. 1 pod wanted by the load, within 1 to 4.",
  phases: { starting: 0, open: 1, draining: 1, closed: 0 },
  clients: 3,
  waitingClients: 0,
  conditions: [
    condition("Ready", "True", "Serving", "1 of 1 wanted pods are open."),
    condition("Progressing", "True", "ScalingDown", "0 starting, 1 on their way out."),
    condition("ScalingLimited", "False", "WithinRange", "It is within all limits."),
    condition("Blind", "False", "Seeing", "Clients are reported."),
    condition("Degraded", "False", "Well", "Nothing is wrong."),
  ],
  pods: [
    {
      name: "chat-1-x7k4q",
      routeId: "chat-1",
      phase: "open",
      clients: 1,
      why: "chat-1 (open) serves 1 client.",
    },
    {
      routeId: "chat-2",
      phase: "draining",
      why: "chat-2 (draining: fewer pods are wanted) stays, because it has 2 clients.",
    },
  ],
  memory: { pool: { revision: 7 } },
};

test("a PodPool by its status, with its pods and why", () => {
  expect(podPoolLines(podPoolView(object(told), source), style)).toEqual([
    "games/chat  1 wanted (1 to 4), 3 clients",
    told.why,
    "Progressing: 0 starting, 1 on their way out. (ScalingDown)",
    "",
    "POD           PHASE     CLIENTS  WHY",
    "chat-1-x7k4q  open            1  serves 1 client.",
    "chat-2        draining        -  stays, because it has 2 clients.",
  ]);
});

test("what is out of order, what is not listed, and a spec that nobody has looked at yet", () => {
  const lines = podPoolLines(
    podPoolView(
      object(
        {
          ...told,
          observedGeneration: 2,
          waitingClients: 4,
          phases: { ...told.phases, open: 151 },
          conditions: [
            condition("Ready", "False", "TooFewOpen", "0 of 1 wanted pods are open."),
            condition("Degraded", "True", "GatewayUnknown", "There is no Gateway games/chat."),
          ],
        },
        { deletionTimestamp: "2026-01-02T03:04:05Z" },
      ),
      source,
    ),
    style,
  );
  expect(lines[0]).toBe("games/chat  1 wanted (1 to 4), 3 clients, 4 waiting");
  expect(lines.slice(2, 6)).toEqual([
    "It is being deleted, and is gone when its pods are.",
    "The spec has changed since the scaler looked (generation 3, seen 2).",
    "Not ready: 0 of 1 wanted pods are open. (TooFewOpen)",
    "Degraded: There is no Gateway games/chat. (GatewayUnknown)",
  ]);
  expect(lines.at(-1)).toBe("and 150 more, which the status does not list");
});

test("a PodPool that no scaler has looked at", () => {
  expect(podPoolLines(podPoolView(object(undefined), source), style)).toEqual([
    "games/chat  - wanted (1 to 4), - clients",
    "No scaler has looked at it yet.",
  ]);
});

test("several PodPools are a table, and one alone is shown as a whole", () => {
  const chat = podPoolView(object(told), source);
  const conditions = [condition("Blind", "True", "LookupSilent", "Nothing goes: lookup silent.")];
  const docs = podPoolView(
    object({ ...told, conditions }, { name: "docs", deletionTimestamp: "2026-01-02T03:04:05Z" }),
    source,
  );
  const fresh = podPoolView(object(undefined, { name: "fresh" }), source);
  expect(podPoolListLines({ namespace: "games", pools: [chat, docs, fresh] }, style)).toEqual([
    "POOL         WANTED  OPEN  STARTING  LEAVING  CLIENTS  READY    CONDITIONS",
    "games/chat        1     1         0        1        3  True",
    "games/docs        1     1         0        1        3  Unknown  Deleting, Blind (LookupSilent)",
    "games/fresh       -     -         -        -        -  Unknown",
  ]);
  expect(podPoolListLines({ namespace: null, pools: [chat] }, style)).toEqual(podPoolLines(chat, style));
});

test("no PodPool: it is said where others may be", () => {
  expect(podPoolListLines({ namespace: "games", pools: [] }, style)).toEqual([
    "There is no PodPool in the namespace games; --all-namespaces shows those of all.",
  ]);
  expect(podPoolListLines({ namespace: null, pools: [] }, style)).toEqual([
    "There is no PodPool in this cluster.",
  ]);
});

test("pods stand in the order of their numbers", () => {
  const pods = ["chat-10", "chat-9", "chat-2"].map((routeId) => ({ routeId, phase: "open", why: "" }));
  const view = podPoolView(object({ ...told, pods }), source);
  expect(view.pods.map(({ routeId }) => routeId)).toEqual(["chat-2", "chat-9", "chat-10"]);
});

test("fields that this release does not know are no fault", () => {
  const newer = { ...told, futurePart: { a: 1 }, pods: [{ ...told.pods[0], futureField: true }] };
  expect(podPoolView(object(newer), source).pods).toHaveLength(1);
});
