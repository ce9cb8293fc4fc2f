import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBinaries, installCrds, startClusterBed, type ClusterBed } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createNamespace,
  createUser,
  POD_POOL_CRD,
  READS_POOLS,
  send,
  userOf,
} from "../testing/cluster-user.ts";

const SCALER = fileURLToPath(
  new URL("src/main.ts", import.meta.resolve("@fairlead/scaler-controller/package.json")),
);
const environment = process.env;

let bed: ClusterBed;
beforeAll(async () => {
  bed = await startClusterBed({ environment });
  const { endpoint } = bed;
  const files = await findBinaries(["crd-all.gen.yaml"], { environment });
  await installCrds(endpoint, files["crd-all.gen.yaml"]);
  await installCrds(endpoint, POD_POOL_CRD);
  for (const name of ["fairlead", "games"]) await createNamespace(endpoint, name);
  const configuration = join(bed.directory, "scaler.json");
  const world = { kind: "kubernetes", kubeconfig: bed.kubeconfigPath };
  await writeFile(configuration, JSON.stringify({ world, logLevel: "warn" }));
  for (const name of ["fairlead-scaler-a", "fairlead-scaler-b"]) {
    await send(endpoint, "POST", "/api/v1/namespaces/fairlead/pods", {
      metadata: { name, labels: { "app.kubernetes.io/name": "fairlead-scaler" } },
      spec: {
        containers: [
          {
            name: "scaler",
            image: "none.invalid/scaler",
            command: [process.execPath, SCALER, "--config", configuration, "--host", "$(HOST)"],
          },
        ],
      },
    });
  }
  const container = {
    name: "chat",
    image: "none.invalid/chat",
    command: [process.execPath, "-e", "setInterval(() => {}, 1000)"],
  };
  await send(endpoint, "POST", "/apis/fairlead.dev/v1alpha1/namespaces/games/podpools", {
    apiVersion: "fairlead.dev/v1alpha1",
    kind: "PodPool",
    metadata: { name: "chat" },
    spec: {
      port: 8080,
      routing: { hosts: ["chat.example.com"], gateways: ["games/none"] },
      scaling: { minReplicas: 2 },
      template: { spec: { containers: [container] } },
    },
  });
});
afterAll(() => bed.stop());

it("asks the scaler that leads, of several, by its own pod; after it has gone, the next", async () => {
  const fairlead = await userOf(bed.endpoint);
  const explain = async (...words: string[]) =>
    (await fairlead("explain", ...words, "-n", "games", "--output", "json")).event("explanation");
  const first = await until("a scaler has looked at the pool", async () => {
    const told = await explain();
    return told.answeredBy !== "status" && told.sentences.some((line) => line.startsWith("chat-2 ")) && told;
  });
  expect(first.pool).toBe("games/chat");
  expect(first.sentences[0]).toBe("games/chat:");
  expect(first.data).toMatchObject({ pool: "games/chat", plan: { minReplicas: 2 } });

  const status = await until("the status tells of both pods", async () => {
    const { pods } = (await fairlead("status", "games/chat", "--output", "json")).event("pod_pool");
    return pods.length === 2 && pods;
  });
  expect(status.map(({ routeId }) => routeId)).toEqual(["chat-1", "chat-2"]);

  const pod = await explain("chat-2");
  expect(pod).toMatchObject({ answeredBy: first.answeredBy, pod: expect.stringMatching(/^chat-2/) });
  expect(pod.sentences).toEqual([expect.stringMatching(/^chat-2 \(starting\)/)]);

  await send(bed.endpoint, "DELETE", `/api/v1/namespaces/fairlead/pods/${first.answeredBy}`, {});
  const next = await until("the other scaler leads", async () => {
    const told = await explain();
    return told.answeredBy !== "status" && told.answeredBy !== first.answeredBy && told;
  });
  expect(next.answeredBy).toMatch(/^fairlead-scaler-[ab]$/);
  expect(next.sentences).toContain(first.sentences[1]);
});

it("needs the right to get pods/proxy for that, and says so", async () => {
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }];
  const { token } = await createUser(bed.endpoint, "fairlead", rules);
  const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
    sub: string;
  };
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/games";
  await send(bed.endpoint, "POST", `${rbac}/roles`, { metadata: { name: "reader" }, rules: [READS_POOLS] });
  await send(bed.endpoint, "POST", `${rbac}/rolebindings`, {
    metadata: { name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "User", name: sub }],
  });
  const fairlead = await userOf({ ...bed.endpoint, token });
  const told = (await fairlead("explain", "games/chat", "--output", "json")).event("explanation");
  expect(told).toMatchObject({
    answeredBy: "status",
    note: expect.stringMatching(/403: [^]*cannot get resource "pods\/proxy"/),
  });
  expect(told.sentences.length).toBeGreaterThan(2);
});
