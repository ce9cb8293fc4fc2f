/**
 * Runs the scripted guest in a real Envoy and records what each host call returns, for
 * `src/conformance.test.ts`: `node scripts/record-envoy.ts <envoy binary>`.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileGuest } from "../src/testing/compile-guest.ts";
import { conformanceCases } from "./conformance-cases.ts";

const [envoy] = process.argv.slice(2);
if (envoy === undefined)
  throw new Error("Give the path of an Envoy binary: node scripts/record-envoy.ts <envoy>");

const fixtures = new URL("../fixtures/", import.meta.url);
const directory = await mkdtemp(join(tmpdir(), "record-envoy-"));
const guestPath = join(directory, "guest.wasm");
await writeFile(
  guestPath,
  await compileGuest(
    (name) => readFile(new URL(`script-guest/${name}`, fixtures), "utf8").catch(() => null),
    ["--use", "abort=index/onAbort"],
  ),
);

const listen = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};
const close = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
};
const upstream = createServer((incoming, response) =>
  incoming.resume().on("end", () => response.end("body")),
);
const slow = createServer(() => {});
const [upstreamPort, slowPort] = [await listen(upstream), await listen(slow)];
const unused = await Promise.all(
  Array.from({ length: Object.keys(conformanceCases).length + 1 }, async () => {
    const server = createServer();
    const port = await listen(server);
    return { server, port };
  }),
);
for (const { server } of unused) await close(server);
const [deadPort = 0, ...listenerPorts] = unused.map(({ port }) => port);

const text = (value: string): object => ({
  "@type": "type.googleapis.com/google.protobuf.StringValue",
  value,
});
const address = (port: number): object => ({ socket_address: { address: "127.0.0.1", port_value: port } });
const cluster = (name: string, port: number): object => ({
  name,
  type: "STATIC",
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
  },
});
const listener = ([name, script]: [string, (typeof conformanceCases)[string]], index: number): object => {
  const lines = Object.entries(script).flatMap(([callback, operations]) =>
    operations.map((operation) => [callback, ...operation].join("\t")),
  );
  const vmConfig = {
    vm_id: name,
    runtime: "envoy.wasm.runtime.v8",
    code: { local: { filename: guestPath } },
    configuration: text(lines.join("\n")),
  };
  const wasm = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
    config: {
      name: `case${index}`,
      root_id: "root",
      configuration: text("conf"),
      vm_config: vmConfig,
      failure_policy: "FAIL_CLOSED",
    },
  };
  const router = { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" };
  const manager = {
    "@type":
      "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: `case${index}`,
    route_config: {
      virtual_hosts: [
        { name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "up" } }] },
      ],
    },
    http_filters: [
      { name: "wasm", typed_config: wasm },
      { name: "router", typed_config: router },
    ],
  };
  return {
    name,
    address: address(listenerPorts[index] ?? 0),
    filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }],
  };
};
const configPath = join(directory, "envoy.json");
await writeFile(
  configPath,
  JSON.stringify({
    static_resources: {
      clusters: [cluster("up", upstreamPort), cluster("dead", deadPort), cluster("slow", slowPort)],
      listeners: Object.entries(conformanceCases).map(listener),
    },
  }),
);

const send = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/p?q=1",
        agent: false,
        headers: { "content-length": 5, "x-twice": ["1", "2"], "x-forwarded-for": "1.1.1.1" },
      },
      (response) => response.resume().on("end", () => resolve(response.statusCode)),
    );
    outgoing.on("error", () => resolve(undefined));
    outgoing.setTimeout(5000, () => outgoing.destroy());
    outgoing.end("hello");
  });

const child = spawn(
  envoy,
  [
    "-c",
    configPath,
    "--concurrency",
    "1",
    "--use-dynamic-base-id",
    "-l",
    "warning",
    "--component-log-level",
    "wasm:info,main:info",
  ],
  { stdio: ["ignore", "ignore", "pipe"] },
);
let output = "";
const waiters: (() => void)[] = [];
child.stderr.on("data", (chunk: Buffer) => {
  output += chunk.toString();
  for (const waiter of waiters) waiter();
});
const until = (condition: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const check = (): void => (condition() ? resolve() : undefined);
    waiters.push(check);
    child.on("exit", () => reject(new Error(`Envoy has stopped:\n${output}`)));
    check();
  });

try {
  await until(() => output.includes("starting main dispatch loop"));
  const statuses: (number | undefined)[] = [];
  for (const port of listenerPorts) statuses.push(await send(port));
  const exited = once(child, "exit");
  child.kill();
  await exited.catch(() => {});
  const cases = Object.entries(conformanceCases).map(([name, script], index) => {
    const prefix = new RegExp(`wasm log (?:case${index} )?root ${name}: (.*)$`);
    const log = output.split("\n").flatMap((line) => prefix.exec(line)?.[1] ?? []);
    return { name, status: statuses[index], script, log };
  });
  const version = /\/(\d+\.\d+\.\d+)\//.exec(execFileSync(envoy, ["--version"]).toString())?.[1];
  await writeFile(
    new URL("envoy-recording.json", fixtures),
    `${JSON.stringify({ envoy: version, cases }, null, 2)}\n`,
  );
} finally {
  child.kill();
  await Promise.all([close(upstream), close(slow)]);
  await rm(directory, { recursive: true });
}
