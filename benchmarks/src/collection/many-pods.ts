/**
 * Many pods in one process, each on a port of its own: `node many-pods.ts COUNT`. Prints their
 * endpoints as one JSON line. Their reports change all the time, as those of busy pods do.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const [count = "1"] = process.argv.slice(2);
const endpoints: string[] = [];
for (let index = 0; index < Number(count); index += 1) {
  let clients = index;
  const server = createServer((_request, response) => {
    clients = (clients + 1) % 100;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ podId: `pod-${index}`, clients, capacity: 100 }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endpoints.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
}
process.stdout.write(`${JSON.stringify(endpoints)}\n`);
process.stdin.resume().on("end", () => process.exit(0));
