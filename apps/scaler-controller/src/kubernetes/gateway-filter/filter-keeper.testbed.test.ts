import { createResourceClient, type ApiClient } from "@fairlead/controller-kit";
import { until } from "@fairlead/test-support";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  installIstioKinds,
  openKubernetesWorld,
  type KubernetesWorld,
} from "../../testing/open-kubernetes-world.ts";
import { trafficExtensions, wasmPlugins } from "../resources.ts";
import { createFilterKeeper, type FilterKeeper } from "./filter-keeper.ts";

let world: KubernetesWorld;
let ending = new AbortController();
const running: Promise<void>[] = [];
let created = 0;

beforeAll(async () => {
  await installIstioKinds();
  world = await openKubernetesWorld();
});
afterEach(async () => {
  ending.abort();
  await Promise.all(running.splice(0));
  ending = new AbortController();
  world.proxy.clear();
});
afterAll(() => world.close());

const pools = [{ pool: "shop/chat", routing: { hosts: ["chat.test"] } }];
const routes = [{ host: "chat.test", pool: "shop/chat" }];
type Kind = "WasmPlugin" | "TrafficExtension";

async function setUp(kind: Kind) {
  created += 1;
  const place = { namespace: world.pool.names.namespace, name: `filter-${created}` };
  const type = kind === "WasmPlugin" ? wasmPlugins : trafficExtensions;
  const direct = createResourceClient(world.direct.client, type);
  const wrap = (part: object) => (kind === "WasmPlugin" ? part : { wasm: part });
  const open = async (client: ApiClient, mayAct = () => true): Promise<FilterKeeper> => {
    const keeper = createFilterKeeper({
      client,
      place: { kind, ...place },
      pools: () => pools,
      mayAct,
      failed: () => {},
    });
    running.push(keeper.run(ending.signal));
    await keeper.whenSynced(ending.signal);
    return keeper;
  };
  return {
    place,
    direct,
    open,
    make: () =>
      direct.create({
        metadata: place,
        spec: wrap({ url: "oci://filter", pluginConfig: { upstream_name: "lookup", mode: "snapshot" } }),
      } as never),
    async configuration() {
      const { spec = {} } = await direct.get(place);
      const holder = kind === "WasmPlugin" ? spec : (spec["wasm"] as Readonly<Record<string, unknown>>);
      return holder as { url: string; pluginConfig: Readonly<Record<string, unknown>> };
    },
  };
}
const writes = () => world.proxy.requests.filter(({ verb }) => verb === "patch").length;

/** Has keepers hear nothing more. */
async function freezeWatches(count: number): Promise<void> {
  const found = await until("the watches are open", () => {
    const open = world.proxy.watches(({ resource }) => resource === "wasmplugins");
    return open.length === count && open;
  });
  for (const stream of found) stream.freeze();
}

describe.each(["WasmPlugin", "TrafficExtension"] as const)("a %s", (kind) => {
  it("gets routes and a token, once, and keeps what it has", async () => {
    const { configuration, make, open } = await setUp(kind);
    await make();
    const keeper = await open(world.client);
    expect(keeper.token()).toBeUndefined();
    await keeper.keep();
    const { pluginConfig, url } = await configuration();
    expect(url).toBe("oci://filter");
    expect(pluginConfig).toMatchObject({ upstream_name: "lookup", mode: "snapshot", routes });
    expect(pluginConfig["probe_token"]).toMatch(/^[0-9a-f]{48}$/);
    await until("the watch has told", () => keeper.token() === pluginConfig["probe_token"]);
    const count = writes();
    await keeper.keep();
    expect(writes()).toBe(count);
  });
});

describe("the token of probes", () => {
  it("is made once, and read by every other scaler", async () => {
    const { configuration, make, open } = await setUp("WasmPlugin");
    await make();
    const [first, second] = [await open(world.client), await open(world.direct.client)];
    await first.keep();
    const { probe_token: made } = (await configuration()).pluginConfig;
    await until("both have it", () => first.token() === made && second.token() === made);
    await second.keep();
    expect((await configuration()).pluginConfig["probe_token"]).toBe(made);
  });

  it("is not made again by who has not heard of it yet, be it the same scaler or another one", async () => {
    const { configuration, make, open } = await setUp("WasmPlugin");
    await make();
    const [first, second] = [await open(world.client), await open(world.client)];
    await freezeWatches(2);
    await first.keep();
    const { probe_token: made } = (await configuration()).pluginConfig;
    expect([first.token(), second.token()]).toEqual([undefined, undefined]);
    await first.keep();
    await second.keep();
    expect((await configuration()).pluginConfig["probe_token"]).toBe(made);
  });

  it("is put back where another hand has changed it to nothing", async () => {
    const { configuration, direct, make, open, place } = await setUp("WasmPlugin");
    await make();
    const keeper = await open(world.client);
    await keeper.keep();
    await until("the watch has told", () => keeper.token() !== undefined);
    await direct.patch(place, { spec: { pluginConfig: { probe_token: null } } }, { type: "merge" });
    await until("it is not there", () => keeper.token() === undefined);
    await keeper.keep();
    expect((await configuration()).pluginConfig["probe_token"]).toMatch(/^[0-9a-f]{48}$/);
  });
});

describe("nothing is written", () => {
  it("where there is no filter, or another scaler leads", async () => {
    const { make, open } = await setUp("WasmPlugin");
    const keeper = await open(world.client, () => false);
    const count = writes();
    await keeper.keep();
    await make();
    await keeper.keep();
    expect(keeper.token()).toBeUndefined();
    expect(writes()).toBe(count);
  });

  it("where the plugin has gone, though the watch has not told of it", async () => {
    const { direct, make, open, place } = await setUp("WasmPlugin");
    await make();
    const keeper = await open(world.client);
    await freezeWatches(1);
    await direct.delete(place, { propagationPolicy: "Background" });
    await keeper.keep();
    await expect(direct.get(place)).rejects.toMatchObject({ code: "not_found" });
  });
});
