/** The yardstick of the lookup: `node:http` answering a constant with the headers of a lookup. */
import { createServer } from "node:http";

const [port = "0"] = process.argv.slice(2);
const headers = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-fairlead-pod-id": "pod-0",
  "x-fairlead-route-id": "pod-0",
  "x-fairlead-endpoints": "127.0.0.11:8000",
  "content-length": "5",
};
createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end("pod-0");
}).listen(Number(port), "127.0.0.1", () => process.stdout.write("listening\n"));
process.stdin.resume().on("end", () => process.exit(0));
