/**
 * What answers for all pods of a crowd: their addresses are of one network, and this listens on all of them.
 *
 * @module
 */
import { createServer } from "node:http";
import { KEEP_ALIVE_MS } from "../keep-alive.ts";
import { CROWD_PORT } from "./crowd-port.ts";

createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  const address = request.socket.localAddress;
  response.setHeader("content-type", "application/json");
  // A report may leave out whose it is; a pod of the crowd is idle.
  response.end(JSON.stringify(request.url === "/workload" ? { clients: 0 } : { address }));
}).listen(CROWD_PORT, "0.0.0.0");
