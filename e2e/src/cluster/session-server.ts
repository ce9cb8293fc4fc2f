/**
 * A pod that holds sessions: each WebSocket is a client. `GET /workload` counts them, and so does `GET /metrics`, as
 * `chat_clients`. `GET /ill` and `GET /exit?code=N` have it fail. It pushes its reports to `PUSH_URLS` by turns, if given.
 *
 * @module
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { KEEP_ALIVE_MS } from "./keep-alive.ts";

// oxlint-disable-next-line node/no-process-env -- a program of its own, configured by its pod
const { HOST, POD_NAME = "", PORT = "8080", PUSH_URLS } = process.env;
const PUSH_INTERVAL_MS = 500;
let isReady = true;
let isSilent = false;

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://pod");
  response.setHeader("content-type", "application/json");
  switch (pathname) {
    case "/workload":
      if (isSilent) response.statusCode = 503;
      response.end(JSON.stringify({ podId: POD_NAME, clients: sessions.clients.size }));
      return;
    case "/metrics":
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end(`# TYPE chat_clients gauge\nchat_clients{pod="${POD_NAME}"} ${sessions.clients.size}\n`);
      return;
    case "/readyz":
      response.statusCode = isReady ? 200 : 503;
      break;
    case "/ill":
      isReady = false;
      break;
    case "/silent":
      isSilent = true;
      break;
    case "/exit":
      process.exit(Number(searchParams.get("code")));
  }
  response.end(JSON.stringify({ podId: POD_NAME, url: request.url, headers: request.headers }));
});
const sessions = new WebSocketServer({ server });
sessions.on("connection", (socket, request) => {
  socket.on("error", () => {});
  socket.on("message", (data) => socket.send(data));
  socket.send(JSON.stringify({ podId: POD_NAME, url: request.url }));
});
server.listen(Number(PORT), HOST);
if (PUSH_URLS !== undefined) {
  const urls = PUSH_URLS.split(" ");
  let turn = 0;
  setInterval(() => {
    const url = urls[(turn += 1) % urls.length] ?? "";
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ podId: POD_NAME, clients: sessions.clients.size });
    // What is not taken now is pushed again.
    void fetch(url, { method: "POST", headers, body }).then(
      (response) => response.text(),
      () => {},
    );
  }, PUSH_INTERVAL_MS);
}
// Until its sessions are over, or it is killed: a pod that is told to end lets its clients finish.
process.on("SIGTERM", () => {
  isReady = false;
  const end = (): void => {
    if (sessions.clients.size === 0) process.exit(0);
  };
  for (const client of sessions.clients) client.on("close", end);
  end();
});
