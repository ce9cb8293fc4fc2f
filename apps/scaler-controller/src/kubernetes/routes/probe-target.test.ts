import { describe, expect, it } from "vitest";
import type { GatewayObject, GatewayServer } from "../read/gateway-object.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { portOfPod, probeTarget } from "./probe-target.ts";
import { probedGateways } from "./probed-gateways.ts";

const gatewayOf = (servers: readonly GatewayServer[], selector = { istio: "ingress" }): GatewayObject => ({
  metadata: { name: "public", namespace: "istio-system" },
  spec: { selector, servers },
});
const http = (hosts: readonly string[], number = 80, protocol = "HTTP"): GatewayServer => ({
  port: { number, protocol },
  hosts,
});
const https = (hosts: readonly string[], mode = "SIMPLE"): GatewayServer => ({
  ...http(hosts, 443, "HTTPS"),
  tls: { mode },
});
const target = (servers: readonly GatewayServer[], ...hosts: string[]) =>
  probeTarget([gatewayOf(servers)], { namespace: "shop", hosts });

describe("a pool is probed by", () => {
  it.each([
    ["a.test", "a.test", "a.test"],
    ["*", "a.test", "a.test"],
    ["*.test", "a.test", "a.test"],
    ["*.test", "*.b.test", "fairlead-probe.b.test"],
    ["a.test", "*", "a.test"],
    ["a.test", "*.test", "a.test"],
    ["*.a.test", "*.test", "fairlead-probe.a.test"],
    ["*", "*", "fairlead-probe.invalid"],
    ["shop/a.test", "a.test", "a.test"],
    ["*/a.test", "a.test", "a.test"],
  ])("a host that both have: server %s, pool %s", (server, host, probed) => {
    expect(target([http([server])], host)).toEqual({ port: 80, isTls: false, host: probed });
  });

  it.each([
    ["a.test", "b.test"],
    ["*.test", "test"],
    ["*.a.test", "*.b.test"],
    ["other/a.test", "a.test"],
    ["./a.test", "a.test"],
  ])("nothing where they have none: server %s, pool %s", (server, host) => {
    expect(target([http([server])], host)).toBeUndefined();
  });

  it("a server for the routes of the Gateway's own namespace, where the pool is there", () => {
    const place = { namespace: "istio-system", hosts: ["a.test"] };
    expect(probeTarget([gatewayOf([http(["./a.test"])])], place)?.host).toBe("a.test");
  });

  it("HTTP before TLS, and TLS that asks for no certificate", () => {
    expect(target([https(["a.test"]), http(["a.test"], 8080)], "a.test")?.port).toBe(8080);
    expect(target([https(["a.test"])], "a.test")).toEqual({ port: 443, isTls: true, host: "a.test" });
    expect(target([https(["a.test"], "OPTIONAL_MUTUAL")], "a.test")?.isTls).toBe(true);
    expect(target([http(["a.test"], 90, "grpc-web")], "a.test")?.isTls).toBe(false);
  });

  it.each([
    ["sends everybody to TLS", { ...http(["a.test"]), tls: { httpsRedirect: true } }],
    ["asks for a certificate", https(["a.test"], "MUTUAL")],
    ["hands TLS through", https(["a.test"], "PASSTHROUGH")],
    ["speaks no HTTP", http(["a.test"], 80, "TCP")],
    ["ends TLS for other protocols", { ...https(["a.test"]), port: { number: 443, protocol: "TLS" } }],
    ["has no port", { hosts: ["a.test"], port: { protocol: "HTTP" } }],
  ] as const)("no server that %s", (_, server) => {
    expect(target([server], "a.test")).toBeUndefined();
  });

  it("nothing where the pool has no hosts, or there is no Gateway", () => {
    expect(target([http(["*"])])).toBeUndefined();
    expect(probeTarget([], { namespace: "shop", hosts: ["*"] })).toBeUndefined();
  });
});

const podOf = (labels: Readonly<Record<string, string>>): PodObject => ({
  metadata: { name: "gateway", namespace: "istio-system", labels },
  spec: {
    containers: [{ ports: [{ containerPort: 15_000 }] }, { ports: [{ name: "web", containerPort: 8080 }] }],
  },
});
const pod = podOf({ istio: "ingress", app: "gateway" });
const serviceOf = (
  selector: Readonly<Record<string, string>>,
  ports: readonly { port: number; targetPort?: number | string }[],
  namespace = "istio-system",
) => ({ metadata: { name: "service", namespace }, spec: { selector, ports } });

describe("a port of a Gateway is, at its pod,", () => {
  it("the one that its Service leads to, by number or by name", () => {
    const ports = [{ port: 443, targetPort: 8443 }, { port: 80, targetPort: "web" }, { port: 81 }];
    const services = [serviceOf({ istio: "ingress" }, ports)];
    expect([443, 80, 81].map((port) => portOfPod(port, pod, services))).toEqual([8443, 8080, 81]);
  });

  it("not that of a Service of other pods, of another namespace, of no pods, or of other ports", () => {
    const ports = [{ port: 80, targetPort: 9 }];
    const services = [
      serviceOf({ istio: "egress" }, ports),
      serviceOf({ istio: "ingress" }, ports, "other"),
      serviceOf({}, ports),
      serviceOf({ istio: "ingress" }, [{ port: 81, targetPort: 9 }]),
      { metadata: { name: "external", namespace: "istio-system" } },
    ];
    expect(portOfPod(80, pod, services)).toBe(80);
    expect(portOfPod(80, pod, [...services, serviceOf({ app: "gateway" }, ports)])).toBe(9);
  });

  it("the Service's own where the pod has none of that name", () => {
    expect(portOfPod(80, pod, [serviceOf({ istio: "ingress" }, [{ port: 80, targetPort: "x" }])])).toBe(80);
  });
});

describe("each gateway of a pool", () => {
  const found = (name: string, labels: Readonly<Record<string, string>>) => ({
    name,
    address: "10.0.0.1",
    pod: podOf(labels),
  });
  const view = {
    gateways: [
      gatewayOf([https(["a.test"])]),
      gatewayOf([http(["*.test"], 8000)], { istio: "internal" }),
      gatewayOf([http(["b.test"])], { istio: "other" }),
      gatewayOf([http(["a.test"], 1)], {} as never),
    ],
    services: [],
  };

  it("is asked by a server of its own, and told where it has none", () => {
    const gateways = [
      found("one", { istio: "ingress" }),
      found("two", { istio: "internal" }),
      found("three", { istio: "other" }),
    ];
    const { closed, gateways: probed } = probedGateways(gateways, view, {
      namespace: "shop",
      hosts: ["a.test"],
    });
    expect(probed.map(({ name, port, target: { isTls } }) => [name, port, isTls])).toEqual([
      ["one", 443, true],
      ["two", 8000, false],
    ]);
    expect(closed).toEqual(["three"]);
  });
});
