import { expect, test } from "vitest";
import type { CliEvent } from "../events/cli-event.ts";
import type { Status } from "../events/pod-status.ts";
import { createStyle } from "../terminal/style.ts";
import { createJsonOutput } from "./json-output.ts";
import { createOutput } from "./create-output.ts";
import { statusLine, statusLines } from "./status-lines.ts";
import { createTextOutput } from "./text-output.ts";

const status = (clients: number): Status => ({
  lookup: "up",
  scaling: {
    scaler: "up",
    desired: 2,
    min: 1,
    max: 4,
    phases: { starting: 1, open: 1, draining: 0, closed: 0 },
    why: ["2 pods: 1 starting, 1 open, 0 draining, 0 closed.", "2 pods wanted by the load, within 1 to 4."],
    decision: "clients (Pods): 9, 1.8 of the target, 1 pod counted; asks for 2 pods.",
    conditions: [],
  },
  pods: [
    {
      podId: "app-1-x7k4q",
      job: "app-1",
      endpoint: "127.0.0.2:20001",
      state: "open",
      reports: true,
      clients,
      capacity: 50,
      share: 0.75,
      why: "app-1 (open) serves 6 clients.",
    },
    {
      podId: "app-2-b2c4d",
      job: "app-2",
      endpoint: "127.0.0.3:20002",
      state: "starting",
      reports: false,
      clients: null,
      capacity: null,
      share: null,
      why: null,
    },
  ],
  routing: { routed: { snapshot: 300, client: 12, cookie: 0 }, unrouted: { timeout: 0 } },
  load: {
    clients: 4,
    clientsByPod: {},
    requests: 312,
    answered: 311,
    failed: 1,
    dropped: 0,
    misrouted: 0,
    p50Ms: 0.94,
    p99Ms: null,
  },
});

test("the live view", () => {
  expect(statusLines(status(6), createStyle(false))).toEqual([
    "",
    "POD          ADDRESS          STATE     CLIENTS  SHARE",
    "app-1-x7k4q  127.0.0.2:20001  open         6/50    75%  ████████████████████████",
    "app-2-b2c4d  127.0.0.3:20002  starting        -",
    "",
    "lookup   up",
    "scaler   2 wanted (1 to 4): clients (Pods): 9, 1.8 of the target, 1 pod counted; asks for 2 pods.",
    "gateway  routed 312 (snapshot 300, client 12), unrouted 0",
    "load     4 clients, 312 requests, 311 answered, 1 failed, p50 0.9 ms, p99 -",
  ]);
});

test("the same in one line", () => {
  expect(statusLine(status(6))).toBe(
    "clients by pod: app-1-x7k4q 6, app-2-b2c4d starting; lookup up; routed 312 (snapshot 300, client 12), unrouted 0; 4 clients, 312 requests, 311 answered, 1 failed, p50 0.9 ms, p99 -",
  );
});

test("pods that report nothing are noted, once they are open", () => {
  const note = /no pod reports its clients/;
  const silent = status(0).pods.map((pod) => ({ ...pod, state: "open" as const, reports: false }));
  expect(statusLine({ ...status(0), pods: silent })).toMatch(note);
  expect(statusLines({ ...status(0), pods: silent }, createStyle(false)).join("\n")).toMatch(note);
  expect(statusLine({ ...status(0), pods: silent.map((pod) => ({ ...pod, reports: null })) })).not.toMatch(
    note,
  );
  expect(statusLine(status(0))).not.toMatch(note);
});

test("JSON: one object a line, with the time", () => {
  let text = "";
  const output = createJsonOutput({ write: (chunk) => (text += chunk) }, () => new Date(0));
  output.tell({ event: "pod_output", podId: "app-1-x7k4q", stream: "stdout", line: 'a "b"\u2028' });
  output.tell({ event: "stopped" });
  expect(text.endsWith("\n")).toBe(true);
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      time: "1970-01-01T00:00:00.000Z",
      event: "pod_output",
      podId: "app-1-x7k4q",
      stream: "stdout",
      line: 'a "b"\u2028',
    },
    { time: "1970-01-01T00:00:00.000Z", event: "stopped" },
  ]);
});

function plain({ quiet = false } = {}): {
  tell: (...events: CliEvent[]) => void;
  lines: string[];
  clock: { now: number };
} {
  const lines: string[] = [];
  const clock = { now: 0 };
  const output = createTextOutput({
    print: (line) => lines.push(line),
    style: createStyle(false),
    quiet,
    now: () => clock.now,
  });
  return { tell: (...events) => events.forEach(output.tell), lines, clock };
}

test("without a terminal, the status is a line when it has changed, at most every five seconds", () => {
  const { tell, lines, clock } = plain();
  for (const [now, clients] of [
    [0, 1],
    [1_000, 2],
    [5_000, 2],
    [10_000, 2],
    [11_000, 3],
  ] as const) {
    clock.now = now;
    tell({ event: "status", ...status(clients) });
  }
  expect(lines.map((line) => line.slice(0, 29))).toEqual([
    "clients by pod: app-1-x7k4q 1",
    "clients by pod: app-1-x7k4q 2",
    "clients by pod: app-1-x7k4q 3",
  ]);
});

test("what a pod writes has its name before it, and is left out when quiet", () => {
  const line: CliEvent = { event: "pod_output", podId: "app-1-x7k4q", stream: "stderr", line: "hello" };
  const [loud, quiet] = [plain(), plain({ quiet: true })];
  loud.tell(line);
  quiet.tell(line);
  expect([loud.lines, quiet.lines]).toEqual([["app-1-x7k4q | hello"], []]);
});

test("what happens is told in words", () => {
  const { tell, lines } = plain();
  const ended = { event: "pod_ended", podId: "app-1-x7k4q", exit: "exit code 1", lastLines: [] } as const;
  tell(
    { event: "pod_ready", podId: "app-1-x7k4q", endpoint: "127.0.0.2:20001" },
    { event: "pod_open", podId: "app-1-x7k4q", endpoint: "127.0.0.2:20001" },
    { ...ended, reason: "exited", restartInMs: 250 },
    { ...ended, reason: "deleted", restartInMs: null },
    { event: "lookup_ended", exit: "signal SIGKILL", restartInMs: 500 },
    { event: "stopping", reason: "SIGINT" },
    { event: "error", code: "no_free_port", message: "Every port is in use." },
  );
  expect(lines).toEqual([
    "app-1-x7k4q is open",
    "app-1-x7k4q ended (exit code 1); a new pod follows in 0.25 s",
    "app-1-x7k4q has stopped (exit code 1)",
    "The lookup service ended (signal SIGKILL); it starts again in 0.5 s",
    "Stopping (SIGINT). Once more Ctrl-C kills.",
    "Error (no_free_port): Every port is in use.",
  ]);
});

test("on a terminal the status is redrawn, in colours if it has them; a dumb one gets lines", () => {
  const show = (terminalName: string, colours: boolean): string => {
    let text = "";
    const stream = {
      write: (chunk: string) => (text += chunk),
      isTTY: true,
      columns: 120,
      rows: 40,
      hasColors: () => colours,
    };
    const output = createOutput(stream, { format: "text", quiet: false, terminalName });
    output.tell({ event: "status", ...status(1) });
    output.close();
    return text;
  };
  expect(show("xterm", true)).toContain("\u001B[32mopen");
  expect(show("xterm", false)).not.toContain("\u001B[32m");
  expect(show("xterm", false)).toContain("\u001B[?25h");
  expect(show("dumb", true)).not.toContain("\u001B");
});
