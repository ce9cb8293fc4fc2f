/** A server for tests: says who it is and what it was asked; counts its event streams; can be told to crash. */
import { createServer } from "node:http";

const podId = process.env["FAIRLEAD_POD_ID"] ?? "nobody";
const bindsEverything = process.argv.includes("--all-addresses");
const port = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? process.env["PORT"]);
let streams = 0;

const server = createServer((request, response) => {
  response.setHeader("x-served-by", podId);
  const { pathname } = new URL(request.url ?? "/", "http://pod");
  if (pathname === "/crash") process.exit(9);
  if (pathname === "/workload") return response.end(JSON.stringify({ podId, clients: streams }));
  if (pathname === "/error") return response.writeHead(500).end();
  if (pathname === "/stream") {
    streams += 1;
    response.once("close", () => (streams -= 1));
    response.writeHead(200, { "content-type": "text/event-stream" });
    return response.write("data: hello\n\n");
  }
  if (pathname === "/cut") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: hello\n\n", () => response.destroy());
    return undefined;
  }
  const environment = {
    HOST: process.env["HOST"],
    CAPACITY: process.env["CAPACITY"],
    url: process.env["FAIRLEAD_LOOKUP_URL"],
  };
  return response.end(JSON.stringify({ podId, path: request.url, environment }));
});
server.listen(port, bindsEverything ? undefined : process.env["HOST"], () => console.log("listening"));
