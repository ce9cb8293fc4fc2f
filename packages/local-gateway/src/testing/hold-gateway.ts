import { startLocalGateway } from "../gateway/start-local-gateway.ts";

/** A program that starts a gateway, says so in one line, and waits to be ended. */
const gateway = await startLocalGateway({
  ...(process.argv[2] === undefined ? {} : { envoyPath: process.argv[2] }),
  pods: [],
  routing: { mode: "routes" },
});
process.stdout.write(`${JSON.stringify({ pid: gateway.pid, directory: gateway.directory })}\n`);
