/** Starts an API server, says what it consists of, and stays; for tests that kill it. */
import { startApiServerBed } from "../beds/api-server-bed.ts";

const bed = await startApiServerBed({ environment: process.env });
console.log(JSON.stringify({ directory: bed.directory, pids: [bed.etcd.pid, bed.apiServer.pid] }));
setInterval(() => {}, 60_000);
