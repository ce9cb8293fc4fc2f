import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { expect } from "vitest";
import { runCli, type CliRun } from "./run-cli.ts";

/** A server of sessions, as a user would have it. */
export const server = fileURLToPath(new URL("server.ts", import.meta.url));

/** What the server says of a request. */
export interface Answer {
  readonly podId: string;
  readonly path: string;
  readonly environment: { readonly HOST?: string; readonly CAPACITY?: string; readonly url?: string };
}

/** Runs `fairlead dev` at a free port. */
export const dev = (
  options: readonly string[],
  command: readonly string[] = [process.execPath, server],
): CliRun => runCli(["dev", "--port", "0", "--output", "json", ...options, "--", ...command]);

/** Waits until all pods are open, and gives the address of the gateway. */
export async function ready(run: CliRun): Promise<string> {
  await run.event("all_open");
  return (await run.event("addresses")).gateway;
}

/** Asks the server through the gateway. */
export async function ask(gateway: string, path: string): Promise<Answer> {
  const answer = await fetch(gateway + path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

/** Asks until each of so many pods has answered. */
export async function reachEveryPod(gateway: string, pods: number): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  await waitFor(async () => {
    const answer = await ask(gateway, "/x?room=7");
    answers.set(answer.podId, answer);
    return answers.size === pods;
  });
  return answers;
}

/** Every process that the program has told of has ended. */
export async function expectNothingLeft(run: CliRun): Promise<void> {
  await waitFor(() => run.pids().every((pid) => !isRunning(pid)));
}
