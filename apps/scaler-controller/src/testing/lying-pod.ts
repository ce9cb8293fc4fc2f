/**
 * A pod that holds sessions as `session-pod.ts` does, and lies when it is told to: what is put to `/lie` is its
 * report from then on, until that is deleted. The answer says how often it was asked for its report so far.
 *
 * @module
 */
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

const { FAIRLEAD_POD_ID: podId, HOST: host, PORT: port } = process.env;
const sessions = new Set<ServerResponse>();
let lie: string | undefined;
let asked = 0;

createServer((request, response) => {
  const path = request.url?.split("?")[0];
  if (path === "/workload") {
    asked += 1;
    response.setHeader("content-type", "application/json");
    response.end(lie ?? JSON.stringify({ podId, clients: sessions.size, capacity: null }));
    return;
  }
  if (path === "/lie") {
    void text(request).then((told) => {
      if (request.method !== "GET") lie = request.method === "PUT" ? told : undefined;
      response.end(String(asked));
    });
    return;
  }
  response.writeHead(200, { "content-type": "text/plain", "x-pod": podId ?? "" });
  response.write("begun\n");
  sessions.add(response);
  response.on("close", () => sessions.delete(response));
}).listen(Number(port), host);
