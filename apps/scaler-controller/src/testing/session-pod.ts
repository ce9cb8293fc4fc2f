/**
 * A pod that holds sessions: `GET /session` stays open and is a client; `GET /workload` counts them.
 *
 * @module
 */
import { createServer, type ServerResponse } from "node:http";

const { FAIRLEAD_POD_ID: podId, HOST: host, PORT: port } = process.env;
const sessions = new Set<ServerResponse>();

createServer((request, response) => {
  const path = request.url?.split("?")[0];
  if (path === "/workload") {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ podId, clients: sessions.size, capacity: null }));
    return;
  }
  response.writeHead(200, { "content-type": "text/plain", "x-pod": podId ?? "" });
  response.write("begun\n");
  sessions.add(response);
  response.on("close", () => sessions.delete(response));
}).listen(Number(port), host);
