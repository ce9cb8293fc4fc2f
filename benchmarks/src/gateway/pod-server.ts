/**
 * A pod of the benchmark: the least HTTP server that can tell whether a request was meant for it.
 * Runs as `node pod-server.ts POD_ID HOST PORT`, and answers `/workload` and `/counts`.
 */
import { createServer, type Socket } from "node:net";
import { HEADER_ENDPOINT, HEADER_POD, QUERY_PARAMETER_POD_ID } from "@fairlead/routing-schema/wire";

const [podId = "", host = "127.0.0.1", port = "0"] = process.argv.slice(2);
const END = "\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

const marks = [
  { named: `${QUERY_PARAMETER_POD_ID}=`, mine: `${QUERY_PARAMETER_POD_ID}=${podId} ` },
  { named: `${HEADER_POD}: `, mine: `${HEADER_POD}: ${podId}\r` },
  { named: `${HEADER_ENDPOINT}: `, mine: `${HEADER_ENDPOINT}: ${host}:${port}` },
];
const counts = { reached: 0, strayed: 0, unrouted: 0 };
const sockets = new Set<Socket>();

function answerJson(value: unknown): string {
  const body = JSON.stringify(value);
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function answer(request: string): string {
  if (request.startsWith("GET /workload ")) return answerJson({ podId, clients: sockets.size });
  if (request.startsWith("GET /counts ")) return answerJson(counts);
  const named = marks.filter((mark) => request.includes(mark.named));
  if (named.length === 0) counts.unrouted += 1;
  else if (named.every((mark) => request.includes(mark.mine))) counts.reached += 1;
  else counts.strayed += 1;
  return OK;
}

createServer({ noDelay: true }, (socket) => {
  let pending = "";
  sockets.add(socket);
  socket.setEncoding("latin1");
  socket.on("data", (data: string) => {
    pending += data;
    for (let end = pending.indexOf(END); end >= 0; end = pending.indexOf(END)) {
      socket.write(answer(pending.slice(0, end + 2)));
      pending = pending.slice(end + END.length);
    }
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => sockets.delete(socket));
}).listen(Number(port), host, () => process.stdout.write("listening\n"));

// The benchmark holds the other end; when it goes, so does the pod.
process.stdin.resume().on("end", () => process.exit(0));
