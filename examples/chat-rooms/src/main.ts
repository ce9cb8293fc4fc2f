import { podIdFromEnvironment } from "@fairlead/workload-reporter";
import { startChatServer } from "./chat-server.ts";
import { readConfiguration } from "./configuration.ts";

const { host, port, capacity, stopTimeoutMs } = readConfiguration(process.env);
const podId = podIdFromEnvironment(process.env) ?? `chat-${process.pid}`;

const chat = await startChatServer({ host, port, podId, capacity });
console.log(`Pod ${podId} serves ${chat.url}`);

const stopped = await chat.reporter.stopOnSignal({
  server: chat.server,
  signals: ["SIGTERM", "SIGINT"],
  timeoutMs: stopTimeoutMs,
  onDraining: () => chat.sockets.broadcast({ type: "draining" }),
  onTimeout: () => chat.dismissClients(),
});
console.log(`Pod ${podId} stopped (${stopped.reason}), ${stopped.clientsLeft} clients were left`);
