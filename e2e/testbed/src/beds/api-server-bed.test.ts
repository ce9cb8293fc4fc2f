import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { isRunning, until } from "@fairlead/test-support";
import { callApi } from "../kubernetes/call-api.ts";
import { startApiServerBed } from "./api-server-bed.ts";

const start = () => startApiServerBed({ environment: process.env });
const namespaces = async (endpoint: Parameters<typeof callApi>[0]): Promise<string> =>
  (await callApi(endpoint, { path: "/api/v1/namespaces/default" })).text;

describe("startApiServerBed", () => {
  it("runs several at once that know nothing of each other, and leaves nothing", async () => {
    const beds = await Promise.all([start(), start()]);
    const [one, two] = beds;
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "only-here" } };
    const path = "/api/v1/namespaces/default/configmaps";
    await until("the namespace is there", async () => (await namespaces(one.endpoint)).includes('"default"'));
    expect((await callApi(one.endpoint, { method: "POST", path, body })).status).toBe(201);
    expect((await callApi(one.endpoint, { path: `${path}/only-here` })).status).toBe(200);
    expect((await callApi(two.endpoint, { path: `${path}/only-here` })).status).toBe(404);
    const pids = beds.flatMap(({ etcd, apiServer }) => [etcd.pid ?? 0, apiServer.pid ?? 0]);
    await Promise.all(beds.map((bed) => bed.stop()));
    expect(pids.filter(isRunning)).toEqual([]);
    expect(beds.filter(({ directory }) => existsSync(directory))).toEqual([]);
  });

  it("loses the API server, and has it back with what was stored", async () => {
    const bed = await start();
    const path = "/api/v1/namespaces/default/configmaps";
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" } };
    await until(
      "it is stored",
      async () => (await callApi(bed.endpoint, { method: "POST", path, body })).status === 201,
    );
    await bed.apiServer.kill();
    await expect(callApi(bed.endpoint, { path: "/readyz" })).rejects.toThrow("ECONNREFUSED");
    await bed.apiServer.start();
    expect((await callApi(bed.endpoint, { path: `${path}/kept` })).status).toBe(200);
    expect(await readFile(join(bed.directory, "kube-apiserver.log"), "utf8")).toContain("Serving securely");
    await bed.stop();
  });

  it("ends with whoever started it, by kill -9 even, and so do its files", async () => {
    const owner = spawn(process.execPath, [join(import.meta.dirname, "../testing/bed-owner.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(owner.stdout), "line")) as [string];
    const { directory, pids } = JSON.parse(line) as { directory: string; pids: number[] };
    expect(pids.every(isRunning)).toBe(true);
    owner.kill("SIGKILL");
    await until("all of it has ended", () => !pids.some(isRunning));
    await until("its files are gone", () => !existsSync(directory));
  });
});
