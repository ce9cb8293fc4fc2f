/** A process for the tests of signals: `/stream` stays open, WebSockets echo, the rest answers at once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { createWorkloadReporter, type StopOnSignalOptions } from "../index.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as StopOnSignalOptions;
const reporter = createWorkloadReporter();
const server = createServer((request, response) => {
  if (reporter.handler(request, response)) return;
  if (request.url === "/stream") response.write("hello");
  else response.end("ok");
});
new WebSocketServer({ server }).on("connection", (socket) =>
  socket.on("message", (data) => socket.send(data)),
);
reporter.observe(server);

server.listen(0, "127.0.0.1", () => {
  console.log((server.address() as AddressInfo).port);
});
const result = await reporter.stopOnSignal({ ...options, server, onDraining: () => console.log("draining") });
console.log(JSON.stringify(result));
if (options.exit === false) setInterval(() => {}, 1000);
