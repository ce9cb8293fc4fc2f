/** A server for tests. Its first argument says how it behaves, the second its port when not in `PORT`. */
import { createServer } from "node:http";

const behaviour = process.argv[2] ?? "serve";
const host = process.env["HOST"];
const port = Number(process.argv[3] ?? process.env["PORT"]);

if (behaviour === "crash") {
  console.log("about to crash");
  console.error("no database");
  process.exit(3);
}
if (behaviour === "stubborn") process.on("SIGTERM", () => console.log("not yet"));

let ready = behaviour !== "slow-to-be-ready";
const server = createServer((request, response) => {
  if (request.url === "/crash") process.exit(4);
  if (request.url === "/become-ready") ready = true;
  if (request.url === "/readyz") response.statusCode = ready ? 200 : 503;
  response.end(JSON.stringify({ podId: process.env["FAIRLEAD_POD_ID"], pool: process.env["FAIRLEAD_POOL"] }));
});
if (behaviour === "deaf") setInterval(() => {}, 1_000);
else if (behaviour === "all-addresses") server.listen(port, () => console.log("listening"));
else server.listen(port, host, () => console.log("listening"));
