import { setTimeout as sleep } from "node:timers/promises";
import { openLoadConnection, type LoadConnection } from "./load-connection.ts";
import { quantile, type LoadOrder, type LoadResult } from "./load-order.ts";

/**
 * Requests arrive at a fixed rate whether or not earlier ones are answered; a latency counts from the
 * moment the request was due, so that a stall shows in every request it delays.
 */
export async function fixedRate(order: LoadOrder): Promise<LoadResult> {
  const idle: LoadConnection[] = await Promise.all(
    Array.from({ length: order.connections }, () => openLoadConnection(order.host, order.port)),
  );
  const all = [...idle];
  const due: number[] = [];
  const latencies: number[] = [];
  const underWay = new Set<Promise<void>>();
  let failures = 0;
  let sent = 0;
  const serve = async (connection: LoadConnection): Promise<void> => {
    for (let at = due.shift(); at !== undefined; at = due.shift()) {
      const status = await connection.send(order.requests[sent++ % order.requests.length] ?? "");
      if (status !== 200) failures += 1;
      latencies.push(performance.now() - at);
    }
    idle.push(connection);
  };
  const total = Math.floor((order.rate * order.durationMs) / 1000);
  const begun = performance.now();
  for (let arrived = 0; arrived < total;) {
    const now = performance.now();
    for (; arrived < total && begun + (arrived * 1000) / order.rate <= now; arrived += 1) {
      due.push(begun + (arrived * 1000) / order.rate);
    }
    while (due.length > 0 && idle.length > 0) {
      const work = serve(idle.pop() as LoadConnection);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  const durationMs = performance.now() - begun;
  for (const connection of all) connection.close();
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    failures,
    durationMs,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}
