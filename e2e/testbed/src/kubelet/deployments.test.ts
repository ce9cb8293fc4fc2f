import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { isRunning, until } from "@fairlead/test-support";
import { startClusterBed, type ClusterBed } from "../beds/cluster-bed.ts";
import { callApi } from "../kubernetes/call-api.ts";
import { serviceAccountEndpoint } from "../kubernetes/service-account-endpoint.ts";
import { call, createNamespace, INSIDE_SERVER, type Anything } from "../testing/cluster-objects.ts";

const space = "apps";
let bed: ClusterBed;
beforeAll(async () => {
  bed = await startClusterBed({
    environment: process.env,
    onProgress: console.log,
    images: { "registry.example.com/inside": [process.execPath, INSIDE_SERVER] },
  });
  await createNamespace(bed, space);
});
afterAll(() => bed.stop());

const apply = (...objects: readonly object[]): Promise<string> =>
  bed.kubectl(["apply", "-n", space, "-f", "-"], objects.map((object) => stringify(object)).join("---\n"));
const configMap = (name: string, data: Readonly<Record<string, string>>): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});
const deployment = (name: string, container: object = {}, spec: object = {}, replicas = 1): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: "inside",
            image: "registry.example.com/inside:1.2.3",
            readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
            ...container,
          },
        ],
        ...spec,
      },
    },
  },
});
const podsOf = async (name: string): Promise<readonly Anything[]> =>
  (await call(bed, "GET", `/api/v1/namespaces/${space}/pods?labelSelector=app=${name}`)).items;
const rollOut = async (name: string): Promise<readonly Anything[]> => {
  await bed.kubectl(["rollout", "status", "-n", space, `deployment/${name}`, "--timeout=90s"]);
  return podsOf(name);
};
const ask = async (pod: Anything, path: string, of = ""): Promise<Anything> => {
  const { close, host, port } = await bed.network.forward(pod.status.podIP, 8080);
  const answer = await fetch(`http://${host}:${port}${path}?of=${encodeURIComponent(of)}`, {
    headers: { connection: "close" },
  });
  const body = await answer.json();
  await close();
  return body;
};
const waitingReason = async (name: string): Promise<string | undefined> =>
  (await podsOf(name))[0]?.status.containerStatuses?.[0]?.state.waiting?.reason;

describe("a Deployment", () => {
  it("rolls out pods that all listen on the same port, and reach each other", async () => {
    await apply(deployment("twins", { args: ["--size=2"] }, {}, 2));
    const [one, two, ...others] = await rollOut("twins");
    expect(others).toEqual([]);
    expect(one.status.phase).toBe("Running");
    expect(await ask(one, "/")).toEqual({ parameters: ["--size=2"] });
    const answer = await ask(one, "/pod", `http://${two.status.podIP}:8080/`);
    expect(answer).toEqual({ status: 200, body: '{"parameters":["--size=2"]}' });
  });

  it("reaches pods that share the network of the test bed, and is reached by them", async () => {
    const container = {
      image: "none.invalid/inside",
      command: [process.execPath, INSIDE_SERVER],
    };
    await apply(deployment("own"), deployment("shared", container));
    const [own] = await rollOut("own");
    const [shared] = await rollOut("shared");
    expect([own.status.podIP, shared.status.podIP]).toEqual([
      expect.stringMatching(/^10\.245\./),
      expect.stringMatching(/^10\.244\./),
    ]);
    for (const [from, to] of [
      [own, shared],
      [shared, own],
    ]) {
      expect((await ask(from, "/pod", `http://${to.status.podIP}:8080/`)).status).toBe(200);
    }
  });

  it("gives its pods a changed ConfigMap, in a directory that this host does not have", async () => {
    const volumes = [
      { name: "pools", configMap: { name: "pools" } },
      { name: "later", configMap: { name: "later", optional: true } },
      {
        name: "some",
        configMap: { name: "pools", items: [{ key: "pools.yaml", path: "deep/renamed.yaml" }] },
      },
      { name: "scratch", emptyDir: {} },
      { name: "keys", secret: { secretName: "keys" } },
    ];
    const volumeMounts = [
      { name: "pools", mountPath: "/etc/fairlead/pools" },
      { name: "later", mountPath: "/etc/fairlead/later" },
      { name: "some", mountPath: "/etc/fairlead/some" },
      { name: "scratch", mountPath: "/var/lib/fairlead" },
      { name: "pools", mountPath: "/var/lib/fairlead/inner" },
      { name: "keys", mountPath: "/etc/fairlead/keys" },
      { name: "pools", mountPath: "/etc/ssl/pools.yaml", subPath: "pools.yaml" },
    ];
    await apply(deployment("mounts", { volumeMounts }, { volumes }));
    await until("it waits", async () => (await waitingReason("mounts")) === "ContainerCreating");
    const keys = { apiVersion: "v1", kind: "Secret", metadata: { name: "keys" }, stringData: { key: "k" } };
    await apply(configMap("pools", { "pools.yaml": "first" }), keys);
    const [pod] = await rollOut("mounts");
    const read = async (path: string): Promise<string | undefined> => (await ask(pod, "/file", path)).content;
    const paths = [
      "/etc/fairlead/pools/pools.yaml",
      "/etc/fairlead/some/deep/renamed.yaml",
      "/var/lib/fairlead/inner/pools.yaml",
      "/etc/ssl/pools.yaml",
    ];
    expect(await Promise.all(paths.map(read))).toEqual(["first", "first", "first", "first"]);
    expect(await read("/etc/fairlead/keys/key")).toBe("k");
    expect(await read("/etc/fairlead/later/a")).toBeUndefined();
    // What the host has there is still found, through relative links even.
    expect(await read("/etc/os-release")).toContain("NAME=");
    expect(await ask(pod, "/write", "/var/lib/fairlead/file")).toEqual({});
    expect(await read("/var/lib/fairlead/file")).toBe("written");
    expect((await ask(pod, "/write", "/etc/fairlead/pools/file")).error).toContain("EROFS");
    expect(["/etc/fairlead", "/var/lib/fairlead", "/etc/ssl/pools.yaml"].filter(existsSync)).toEqual([]);

    const changedAt = performance.now();
    await apply(configMap("pools", { "pools.yaml": "second" }), configMap("later", { a: "came" }));
    const following = paths.slice(0, 3);
    await until("all have followed", async () =>
      (await Promise.all(following.map(read))).every((content) => content === "second"),
    );
    await until("the optional one has come", async () => (await read("/etc/fairlead/later/a")) === "came");
    console.log(`a changed ConfigMap is in its pod after ${Math.round(performance.now() - changedAt)} ms`);
    // A file by subPath stays as it was at the start, as in Kubernetes.
    expect(await read("/etc/ssl/pools.yaml")).toBe("first");
  });

  it("acts under its service account, which RBAC allows one thing and forbids another", async () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader" } };
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "reader" },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }],
    };
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "reader" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
      subjects: [{ kind: "ServiceAccount", name: "reader", namespace: space }],
    };
    await apply(account, role, binding, deployment("reads", {}, { serviceAccountName: "reader" }));
    const [pod] = await rollOut("reads");
    const pods = `/api/v1/namespaces/${space}/pods`;
    const services = `/api/v1/namespaces/${space}/services`;
    const allowed = await ask(pod, "/api", pods);
    expect([allowed.status, JSON.parse(allowed.body).kind]).toEqual([200, "PodList"]);
    const forbidden = await ask(pod, "/api", services);
    expect(forbidden.status).toBe(403);
    expect(JSON.parse(forbidden.body).message).toContain(`system:serviceaccount:${space}:reader`);
    expect(await ask(pod, "/file", "/var/run/secrets/kubernetes.io/serviceaccount/namespace")).toEqual({
      content: space,
    });
    const endpoint = await serviceAccountEndpoint(bed, space, "reader");
    expect((await callApi(endpoint, { path: pods })).status).toBe(200);
    expect((await callApi(endpoint, { path: services })).status).toBe(403);
    await expect(serviceAccountEndpoint(bed, space, "nobody")).rejects.toThrow("nobody");
  });

  it.each([
    ["pod", "default", { automountServiceAccountToken: false }],
    ["service account", "silent", { serviceAccountName: "silent" }],
  ])("has no token where the %s says so", async (_who, name, spec) => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "silent" } };
    await apply(
      { ...account, automountServiceAccountToken: false },
      deployment(`no-token-${name}`, {}, spec),
    );
    const [pod] = await rollOut(`no-token-${name}`);
    expect((await ask(pod, "/file", "/var/run/secrets/kubernetes.io/serviceaccount/token")).error).toContain(
      "ENOENT",
    );
  });

  it("takes variables from the pod, ConfigMaps and Secrets, and waits for them", async () => {
    const env = [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "ACCOUNT", valueFrom: { fieldRef: { fieldPath: "spec.serviceAccountName" } } },
      { name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } },
      { name: "SECRET", valueFrom: { secretKeyRef: { name: "hidden", key: "word" } } },
      { name: "NONE", valueFrom: { secretKeyRef: { name: "nowhere", key: "word", optional: true } } },
      { name: "BOTH", value: "$(MODE)-$(SECRET)" },
    ];
    const envFrom = [{ prefix: "ALL_", configMapRef: { name: "settings" } }];
    await apply(deployment("variables", { env, envFrom, args: ["$(MODE)"] }));
    await until("it waits", async () => (await waitingReason("variables")) === "CreateContainerConfigError");
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "hidden" },
      stringData: { word: "w" },
    };
    await apply(configMap("settings", { mode: "fast", size: "2" }), secret);
    const [pod] = await rollOut("variables");
    expect(await ask(pod, "/")).toEqual({ pod: pod.metadata.name, parameters: ["fast"] });
    const names = ["ACCOUNT", "MODE", "SECRET", "NONE", "BOTH", "ALL_size"];
    const values = await Promise.all(names.map(async (name) => (await ask(pod, "/variable", name)).value));
    expect(values).toEqual(["default", "fast", "w", undefined, "fast-w", "2"]);
  });

  it("waits for an image that is not there", async () => {
    await apply(deployment("unknown", { image: "registry.example.com/other:1" }));
    await until("it waits", async () => (await waitingReason("unknown")) === "ErrImagePull");
    const [pod] = await podsOf("unknown");
    expect(pod.status.phase).toBe("Pending");
    await expect(
      bed.kubectl(["rollout", "status", "-n", space, "deployment/unknown", "--timeout=1s"]),
    ).rejects.toThrow("timed out waiting for the condition");
    await bed.kubectl(["delete", "-n", space, "deployment/unknown", "--timeout=60s"]);
    await until("its pod is gone", async () => (await podsOf("unknown")).length === 0);
  });

  it("says what this host cannot mount", async () => {
    const volumeMounts = [{ name: "scratch", mountPath: "/no-such-directory/scratch" }];
    await apply(deployment("nowhere", { volumeMounts }, { volumes: [{ name: "scratch", emptyDir: {} }] }));
    await until("it waits", async () => (await waitingReason("nowhere")) === "CreateContainerError");
  });

  it("ends its pods in their grace, and leaves neither processes nor files", async () => {
    await apply(deployment("polite", { env: [{ name: "STOP_MS", value: "300" }] }));
    const [pod] = await rollOut("polite");
    const worker = await until("its worker", () => bed.kubelet.find(space, pod.metadata.name));
    const [pid = 0] = worker.pids;
    const files = join(bed.directory, "pods", pod.metadata.uid);
    expect([isRunning(pid), existsSync(files)]).toEqual([true, true]);
    await bed.kubectl(["delete", "-n", space, "deployment/polite", "--timeout=60s"]);
    await until("it is told", async () => (await worker.log()).includes("told to stop"));
    await until("it is gone", async () => (await podsOf("polite")).length === 0);
    expect([isRunning(pid), existsSync(files)]).toEqual([false, false]);
  });
});
