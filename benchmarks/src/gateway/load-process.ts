/**
 * The load, in a process of its own so that it can be pinned to a core. Reads one JSON order a line
 * from standard input and answers each with one JSON line.
 */
import { createInterface } from "node:readline";
import { closedLoop } from "./closed-loop.ts";
import { fixedRate } from "./fixed-rate.ts";
import type { LoadOrder } from "./load-order.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as LoadOrder;
  const result = await (order.kind === "closed-loop" ? closedLoop(order) : fixedRate(order));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
