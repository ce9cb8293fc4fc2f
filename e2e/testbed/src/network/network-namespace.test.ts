import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
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

  it("leads from an address of the inside, of a network inside it too, to a port of the host", async () => {
    const outside = createServer((request, response) => response.end(`outside ${request.url}`));
    outside.listen(0, "127.0.0.1");
    await once(outside, "listening");
    const { port: outsidePort } = outside.address() as { port: number };
    const { close, host, port } = await network.reverse(outsidePort, 8080);
    expect(port).toBe(8080);
    const child = await network.createChild("10.245.3.4");
    const ask = (enter: NetworkNamespace["enter"], path: string): Promise<string> => {
      const program = `fetch("http://${host}:${port}${path}").then((answer) => answer.text()).then(console.log)`;
      const [command, ...parameters] = enter([process.execPath, "-e", program]);
      return promisify(execFile)(command, parameters).then(({ stdout }) => stdout.trim());
    };
    expect(await ask(network.enter, "/one")).toBe("outside /one");
    expect(await ask(child.enter, "/two")).toBe("outside /two");
    outside.close();
    outside.closeAllConnections();
    await expect(ask(network.enter, "/gone")).rejects.toThrow("fetch failed");
    await close();
    await expect(network.dial(host, port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("says why a connection does not come about", async () => {
    await expect(network.dial("10.244.9.9", 1)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(network.dial("192.0.2.1", 1)).rejects.toMatchObject({ code: "ENETUNREACH" });
    const { host, port } = await network.forward("10.244.9.9", 1);
    await expect(fetch(`http://${host}:${port}`)).rejects.toThrow("fetch failed");
  });
});
