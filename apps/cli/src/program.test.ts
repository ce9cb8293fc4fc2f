import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { eventMeanings } from "./events/cli-event.ts";
import { createStopRequest } from "./process/stop-request.ts";
import { runProgram } from "./run-program.ts";
import { readmePart } from "./testing/readme.ts";

async function fairlead(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(words, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: { PATH: process.env["PATH"] },
    workingDirectory: process.cwd(),
    signals: new EventEmitter(),
    version: packageJson.version,
  });
  return { code, stdout, stderr };
}

test("the README shows the help as it is", async () => {
  const shown = [...readmePart("help").matchAll(/```text\n\$ fairlead (.*)\n([^]*?)\n```/g)];
  expect(shown.map(([, words]) => words)).toEqual([
    "--help",
    "dev --help",
    "demo --help",
    "status --help",
    "explain --help",
  ]);
  for (const [, words = "", text] of shown) {
    const { code, stdout } = await fairlead(...words.split(" "));
    expect(code).toBe(0);
    expect(stdout.trimEnd()).toBe(text);
  }
});

test("the README lists the events with their meaning", () => {
  const rows = readmePart("events")
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  expect(
    Object.fromEntries(rows.map(([, name = "", , meaning]) => [name.replaceAll("`", ""), meaning])),
  ).toEqual(eventMeanings);
});

test("the version is that of the package", async () => {
  expect(await fairlead("--version")).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
});

test.for([
  [["dev", "--pod", "3", "--", "x"], "Did you mean --pods?"],
  [["dve"], "Did you mean dev?"],
  [["dev"], "missing required argument 'command'"],
  [["dev", "--pods", "many", "--", "x"], 'not "many"'],
  [["dev", "--mode", "snapshto", "--", "x"], "Allowed choices are snapshot, per_request"],
  [["dev", "--load", "clients=0", "--", "x"], "clients in --load takes"],
  [["dev", "--routing", "route", "--", "x"], "Allowed choices are routes, override-host"],
  [["status", "a", "b"], "too many arguments"],
  [["status", "--scaler", "8081"], "http://127.0.0.1:8081"],
  [["explain", "--watch"], "unknown option"],
  [["status", "--scaler", "http://127.0.0.1:1", "--cluster"], "cannot be used with"],
  [["explain", "-A", "-n", "games"], "cannot be used with"],
  [["demo", "--port", "99999"], "0 to 65535"],
  [["demo", "extra"], "too many arguments"],
] as const)("%j cannot be used, and the message says why", async ([words, message]) => {
  const { code, stdout, stderr } = await fairlead(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^Error \(usage_invalid\): /);
});

test("without a command, the help is the answer, and not a success", async () => {
  const { code, stderr } = await fairlead();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Usage: fairlead/);
});

test("with --output json, faults of the command line are JSON, too", async () => {
  const { code, stdout } = await fairlead("dev", "--output", "json", "--pods", "0", "--", "x");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    event: "error",
    code: "usage_invalid",
    message: expect.stringContaining("--pods"),
  });
});

test("a command that is not there, and a file that is not there, are faults of the command line", async () => {
  const missing = await fairlead("dev", "--output", "json", "--", "no-such-command-anywhere");
  expect(missing.code).toBe(2);
  expect(JSON.parse(missing.stdout)).toMatchObject({ event: "error", code: "command_not_found" });

  const file = await fairlead("dev", "--output=json", "--config", "/nonexistent.yaml", "--", "sh");
  expect(file.code).toBe(2);
  expect(JSON.parse(file.stdout)).toMatchObject({ event: "error", code: "configuration_unreadable" });
});

test("words after the command are the command's own", async () => {
  const { code, stdout } = await fairlead(
    "dev",
    "--output",
    "json",
    "no-such-command-anywhere",
    "--pods",
    "many",
    "--help",
  );
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ code: "command_not_found" });
});

test("the first signal asks to stop, the second to do so at once; then the handlers are gone", () => {
  const signals = new EventEmitter();
  const request = createStopRequest(signals);
  signals.emit("SIGTERM", "SIGTERM");
  expect([request.stop.reason, request.kill.aborted]).toEqual(["SIGTERM", false]);
  signals.emit("SIGINT", "SIGINT");
  expect(request.kill.aborted).toBe(true);
  request.dispose();
  expect(signals.eventNames()).toEqual([]);
});
