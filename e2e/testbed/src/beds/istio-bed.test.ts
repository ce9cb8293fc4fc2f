import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import { call, createNamespace, INSIDE_SERVER, job, type Anything } from "../testing/cluster-objects.ts";
import { ISTIO_NAMESPACE, startIstioBed, type IstioBed } from "./istio-bed.ts";

const space = "apps";
const host = "web.apps.svc.cluster.local";
const istio = (plural: string, namespace = space): string =>
  `/apis/networking.istio.io/v1/namespaces/${namespace}/${plural}`;
let bed: IstioBed;
const started = performance.now();
beforeAll(async () => {
  bed = await startIstioBed({
    environment: process.env,
    onProgress: console.log,
    images: { inside: [process.execPath, INSIDE_SERVER] },
  });
  await createNamespace(bed, space);
});
afterAll(() => bed.stop());

const create = (kind: string, path: string, name: string, spec: object): Promise<Anything> =>
  call(bed, "POST", path, { apiVersion: "networking.istio.io/v1", kind, metadata: { name }, spec });
const gateways = async (): Promise<readonly Anything[]> =>
  (await call(bed, "GET", `/api/v1/namespaces/${ISTIO_NAMESPACE}/pods?labelSelector=istio=ingressgateway`))
    .items;

/** Asks a gateway, and gives the pod that answered, or the status. */
async function ask(gateway: { host: string; port: number }, path: string, of = "web.test"): Promise<string> {
  const asking = get({ ...gateway, path, headers: { host: of }, agent: false });
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  const body = await text(answer);
  return answer.statusCode === 200 ? (JSON.parse(body) as { pod: string }).pod : String(answer.statusCode);
}

describe("startIstioBed", () => {
  it("leads requests through two gateways to the pod that they name, from istiod's own configuration", async () => {
    await call(bed, "POST", `/api/v1/namespaces/${space}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    });
    const port = { number: 8888, name: "http", protocol: "HTTP" };
    await create("Gateway", istio("gateways", ISTIO_NAMESPACE), "gateway", {
      selector: { istio: "ingressgateway" },
      servers: [{ port, hosts: ["*"] }],
    });
    const virtualService = (name: string, http: object): Promise<Anything> =>
      create("VirtualService", istio("virtualservices"), name, {
        hosts: ["web.test"],
        gateways: [`${ISTIO_NAMESPACE}/gateway`],
        http: [http],
      });
    await virtualService("any", { route: [{ destination: { host, port: { number: 80 } } }] });
    for (const name of ["one", "two"]) {
      await call(bed, "POST", `/apis/batch/v1/namespaces/${space}/jobs`, job(name));
      await create("DestinationRule", istio("destinationrules"), name, {
        host,
        subsets: [{ name, labels: { "job-name": name } }],
      });
      await virtualService(name, {
        match: [{ queryParams: { podId: { regex: `${name}(-.*)?` } } }],
        route: [{ destination: { host, subset: name, port: { number: 80 } } }],
      });
    }
    await Promise.all([bed.addGateway("gateway-a"), bed.addGateway("gateway-b")]);
    const pods = await until("both gateways are ready", async () => {
      const ready = (await gateways()).filter(({ status }) => status.containerStatuses?.[0]?.ready === true);
      return ready.length === 2 ? ready : undefined;
    });
    for (const { status } of pods) {
      const gateway = await bed.network.forward(status.podIP, 8888);
      for (const name of ["one", "two"]) {
        const answered = await until(`${name} answers`, async () => {
          const pod = await ask(gateway, `/?podId=${name}`).catch(() => "");
          return pod.startsWith(`${name}-`) && pod;
        });
        for (let time = 0; time < 10; time += 1) expect(await ask(gateway, `/?podId=${name}`)).toBe(answered);
      }
      expect(await ask(gateway, "/?podId=nobody")).toMatch(/^(one|two)-/);
    }
    console.log(`from nothing to routed requests: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  });

  it("leads requests to a Deployment, whose pods have networks of their own", async () => {
    const name = "own";
    const env = [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }];
    const labels = { app: name };
    await call(bed, "POST", `/apis/apps/v1/namespaces/${space}/deployments`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name, image: "inside:1", env }] },
        },
      },
    });
    await call(bed, "POST", `/api/v1/namespaces/${space}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
    });
    await create("VirtualService", istio("virtualservices"), name, {
      hosts: ["own.test"],
      gateways: [`${ISTIO_NAMESPACE}/gateway`],
      http: [{ route: [{ destination: { host: `${name}.${space}.svc.cluster.local` } }] }],
    });
    const [first] = await gateways();
    const gateway = await bed.network.forward(first.status.podIP, 8888);
    await until("a pod of it answers", async () =>
      (await ask(gateway, "/", "own.test").catch(() => "")).startsWith(`${name}-`),
    );
  });

  it("goes on leading while istiod is down, and learns what has changed when it is back", async () => {
    const [first] = await gateways();
    const gateway = await bed.network.forward(first.status.podIP, 8888);
    await bed.istiod.kill();
    expect(await ask(gateway, "/?podId=one")).toMatch(/^one-/);
    await call(bed, "DELETE", `${istio("virtualservices")}/one`);
    await bed.istiod.start();
    await until("requests for it go to others as well", async () =>
      (await ask(gateway, "/?podId=one")).startsWith("two-"),
    );
  });
});
