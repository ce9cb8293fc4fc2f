import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatKubeconfig } from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { until } from "@fairlead/test-support";
import { createResourceClient } from "./api/resource-client.ts";
import { ifFound } from "./errors/predicates.ts";
import { events } from "./events/event-object.ts";
import { leases } from "./leader-election/lease-record.ts";
import { configMaps, openWorld, type World } from "./testing/open-world.ts";
import { readmeExample } from "./testing/readme.ts";

/** In the package, where the example finds what it imports; ignored by git. */
const cache = fileURLToPath(new URL("../.cache/", import.meta.url));
let world: World;
let directory: string;
let example: ChildProcess;
let output = "";
beforeEach(async () => {
  world = await openWorld();
  await mkdir(cache, { recursive: true });
  directory = await mkdtemp(join(cache, "readme-"));
  await writeFile(join(directory, "example.ts"), await readmeExample());
  await writeFile(join(directory, "kubeconfig"), formatKubeconfig(sharedApiServer()));
  example = spawn(process.execPath, [join(directory, "example.ts")], {
    env: { ...process.env, KUBECONFIG: join(directory, "kubeconfig"), NAMESPACE: world.namespace },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [example.stdout, example.stderr])
    stream?.on("data", (chunk) => (output += String(chunk)));
});
afterEach(async () => {
  example.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
  await world.close();
});

describe("the controller of the README", () => {
  it("copies, corrects, follows, tells, and gives its Lease up", async () => {
    const { direct, namespace } = world;
    const objects = createResourceClient(direct, configMaps);
    const copy = () => ifFound(objects.get({ namespace, name: "plan-copy" }));
    const is = (color: string) =>
      until(`the copy is ${color}`, async () => {
        expect([example.exitCode, output]).toEqual([null, ""]);
        return (await copy())?.data?.["color"] === color;
      });
    const metadata = { namespace, name: "plan", labels: { mirror: "please" } };
    const plan = await objects.create({ metadata, data: { color: "red" } });
    await is("red");
    expect((await copy())?.metadata?.ownerReferences).toMatchObject([
      { uid: plan.metadata?.uid, controller: true },
    ]);
    await objects.patch({ namespace, name: "plan-copy" }, { data: { color: "green" } }, { type: "merge" });
    await is("red");
    await objects.patch({ namespace, name: "plan" }, { data: { color: "blue" } }, { type: "merge" });
    await is("blue");
    await objects.delete({ namespace, name: "plan-copy" }, { propagationPolicy: "Background" });
    await is("blue");

    const lease = () => createResourceClient(direct, leases).get({ namespace, name: "mirror" });
    expect((await lease()).spec?.holderIdentity).not.toBe("");
    example.kill("SIGTERM");
    const [code] = (await once(example, "exit")) as [number | null];
    expect([code, output]).toEqual([0, ""]);
    expect((await lease()).spec?.holderIdentity).toBe("");
    const told = await createResourceClient(direct, events).list({ namespace });
    expect(told.items).toMatchObject([{ reason: "Mirrored", message: "plan-copy is there" }]);
  });
});
