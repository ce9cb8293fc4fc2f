import { once } from "node:events";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSupervisedProcess, type SupervisedProcess } from "@fairlead/local-pods";
import { until } from "@fairlead/test-support";
import { createGuardedDirectory, type GuardedDirectory } from "../process/directory-guard.ts";
import { createNetworkNamespace, type NetworkNamespace } from "./network-namespace.ts";

let directory: GuardedDirectory;
let network: NetworkNamespace;
let server: SupervisedProcess;
const said: string[] = [];
const SERVER = `
  const http = require("node:http");
  const { networkInterfaces } = require("node:os");
  http.createServer((request, response) => response.end(Object.keys(networkInterfaces()).join())).listen(80, "10.244.3.4", () => console.log("listening"));
`;
beforeAll(async () => {
  directory = await createGuardedDirectory("network");
  network = await createNetworkNamespace(directory.path, process.env);
  const [path, ...parameters] = network.enter([process.execPath, "-e", SERVER]);
  server = await startSupervisedProcess({
    path,
    parameters,
    environment: process.env,
    onLine: (line) => said.push(line),
  });
  await until("it listens", () => said.includes("listening"));
});
afterAll(async () => {
  server.kill();
  await network.close();
  await directory.remove();
});

describe("createNetworkNamespace", () => {
  it("has addresses of its own, and reaches nothing of the host", async () => {
    const { host, port } = await network.forward("10.244.3.4", 80);
    expect(await (await fetch(`http://${host}:${port}`)).text()).toBe("lo");
    expect(Object.keys(networkInterfaces()).length).toBeGreaterThan(0);
    const outside = createServer().listen(0, "127.0.0.1");
    await once(outside, "listening");
    const { port: outsidePort } = outside.address() as { port: number };
    await expect(network.dial("127.0.0.1", outsidePort)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    outside.close();
  });

  it("says why a connection does not come about", async () => {
    await expect(network.dial("10.244.9.9", 1)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(network.dial("192.0.2.1", 1)).rejects.toMatchObject({ code: "ENETUNREACH" });
    const { host, port } = await network.forward("10.244.9.9", 1);
    await expect(fetch(`http://${host}:${port}`)).rejects.toThrow("fetch failed");
  });
});
