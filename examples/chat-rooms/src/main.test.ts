import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { connectChatClient } from "./testing/chat-client.ts";

async function startProcess(environment: Record<string, string>) {
  const child = spawn(process.execPath, [new URL("main.ts", import.meta.url).pathname], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, exit, readLine: async () => String((await lines.next()).value) };
}

test("on SIGTERM a client stays, is told, and its leaving ends the process", async () => {
  const { child, exit, readLine } = await startProcess({ PORT: "0", FAIRLEAD_POD_ID: "chat-7" });
  const line = await readLine();
  expect(line).toMatch(/^Pod chat-7 serves http:\/\/127\.0\.0\.1:\d+$/);
  const url = line.slice("Pod chat-7 serves ".length);

  const client = await connectChatClient(url);
  child.kill("SIGTERM");
  await client.next("draining");
  const report: unknown = await (await fetch(`${url}/workload`)).json();
  expect(report).toEqual({ podId: "chat-7", clients: 1, capacity: null, draining: true });
  client.send({ type: "join", room: "deck", name: "Ada" });
  await client.next("welcome");

  client.socket.close();
  expect(await readLine()).toBe("Pod chat-7 stopped (idle), 0 clients were left");
  expect(await exit).toEqual([0, null]);
});

test("wrong settings are all named", async () => {
  const { child, exit } = await startProcess({ PORT: "many", CAPACITY: "-1" });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  const [code] = await exit;
  expect(code).toBe(1);
  expect(errors).toContain("PORT=many");
  expect(errors).toContain("CAPACITY=-1");
});
