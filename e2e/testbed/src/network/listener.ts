/**
 * Runs inside a network namespace and listens there, for a Unix socket that is reached from inside as well as from
 * outside: what comes in is handed on to it.
 *
 * @module
 */
import { connect, createServer } from "node:net";
import { tie } from "./tie.ts";

const [socketPath = "", host = "", port = ""] = process.argv.slice(2);

createServer({ allowHalfOpen: true }, (outer) => {
  tie(outer, connect({ path: socketPath, allowHalfOpen: true }));
}).listen(Number(port), host);
