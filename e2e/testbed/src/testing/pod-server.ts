/** A server for pods of tests: says who it is, gets ill and well when asked to, and takes its time to end. */
import { createServer } from "node:http";

const { HOST, POD_NAME, PORT = "8080", STOP_MS = "0" } = process.env;
let isReady = process.env["READY"] !== "no";
let isAlive = true;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://pod");
  if (pathname === "/ready") isReady = true;
  if (pathname === "/unready") isReady = false;
  if (pathname === "/ill") isAlive = false;
  if (pathname === "/exit")
    process.exit(Number(new URL(request.url ?? "/", "http://pod").searchParams.get("code")));
  if (pathname === "/readyz") response.statusCode = isReady ? 200 : 503;
  if (pathname === "/livez") response.statusCode = isAlive ? 200 : 500;
  response.end(JSON.stringify({ pod: POD_NAME, url: request.url }));
});
server.listen(Number(PORT), HOST, () => console.log(`${POD_NAME} listens on ${HOST}`));
process.on("SIGTERM", () => {
  console.log("told to stop");
  setTimeout(() => process.exit(0), Number(STOP_MS));
});
