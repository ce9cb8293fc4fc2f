import { openLoadConnection } from "./load-connection.ts";
import { quantile, type LoadOrder, type LoadResult } from "./load-order.ts";

/** Each connection sends its next request when the last is answered. */
export async function closedLoop(order: LoadOrder): Promise<LoadResult> {
  const latencies: number[] = [];
  let failures = 0;
  let next = 0;
  const connections = await Promise.all(
    Array.from({ length: order.connections }, () => openLoadConnection(order.host, order.port)),
  );
  const begun = performance.now();
  const until = begun + order.durationMs;
  await Promise.all(
    connections.map(async (connection) => {
      for (let now = performance.now(); now < until;) {
        const status = await connection.send(order.requests[next++ % order.requests.length] ?? "");
        const after = performance.now();
        if (status !== 200) failures += 1;
        latencies.push(after - now);
        now = after;
      }
    }),
  );
  const durationMs = performance.now() - begun;
  for (const connection of connections) connection.close();
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    failures,
    durationMs,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}
