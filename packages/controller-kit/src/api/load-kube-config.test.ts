import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadKubeConfig } from "./load-kube-config.ts";

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), "fairlead-kubeconfig-"))));
afterEach(() => rm(directory, { recursive: true }));

interface Written {
  readonly current?: string;
  /** Cluster by the name of the context. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Server by the name of the cluster. */
  readonly clusters?: Readonly<Record<string, string>>;
}

async function kubeconfig(name: string, { current, contexts = {}, clusters = {} }: Written): Promise<string> {
  const path = join(directory, name);
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: Object.entries(clusters).map(([cluster, server]) => ({ name: cluster, cluster: { server } })),
    users: [{ name: "user", user: { token: name } }],
    contexts: Object.entries(contexts).map(([context, cluster]) => ({
      name: context,
      context: { cluster, user: "user" },
    })),
    ...(current !== undefined && { "current-context": current }),
  };
  await writeFile(path, JSON.stringify(content));
  return path;
}

const whole = { contexts: { a: "one", b: "two" }, clusters: { one: "https://one", two: "https://two" } };
const setting = "source.kubeconfig";

describe("kubeconfigs", () => {
  it("give the cluster of their current context, or of another one that is named", async () => {
    const files = [await kubeconfig("whole", { ...whole, current: "a" })];
    expect((await loadKubeConfig({ files, setting })).getCurrentCluster()?.server).toBe("https://one");
    const other = await loadKubeConfig({ files, setting, context: "b" });
    expect(other.getCurrentCluster()?.server).toBe("https://two");
  });

  it("are united, and the first to name something has it", async () => {
    const files = [
      await kubeconfig("first", { contexts: { a: "two" } }),
      await kubeconfig("second", { ...whole, current: "a" }),
    ];
    const united = await loadKubeConfig({ files, setting });
    expect(united.getCurrentCluster()?.server).toBe("https://two");
    expect(united.getCurrentUser()?.token).toBe("first");
  });

  it.each<[string, Written, RegExp]>([
    [
      "have no current context",
      whole,
      /has no current context\. Set its current-context, or name another one with source\.kubeconfig\. There is: a, b\.$/,
    ],
    ["have no context at all", { current: "a" }, /has no context a\..* It has none\.$/],
    [
      "name a cluster that is not there",
      { current: "a", contexts: { a: "three" } },
      /context a .*cluster three, which is not there\..*source\.kubeconfig/,
    ],
  ])("are refused with what to do when they %s", async (_, written, message) => {
    const file = await kubeconfig("some", written);
    await expect(loadKubeConfig({ files: [file], setting })).rejects.toMatchObject({
      code: "configuration_unreadable",
      message: expect.stringMatching(message),
      details: { file },
    });
  });

  it.each([
    ["is not there", undefined],
    ["is no kubeconfig", "clusters: ["],
  ])("are refused with what names them, when one %s", async (_, content) => {
    const file = join(directory, "missing");
    if (content !== undefined) await writeFile(file, content);
    await expect(loadKubeConfig({ files: [file], setting })).rejects.toMatchObject({
      code: "configuration_unreadable",
      message: expect.stringMatching(/missing cannot be read: [^]*Name another one with source\.kubeconfig/),
    });
  });

  it("are refused in the words and with the code of who asks", async () => {
    const files = [await kubeconfig("some", whole)];
    const options = {
      files,
      setting,
      contextSetting: "--context NAME",
      errorCode: "cluster_unknown",
    } as const;
    await expect(loadKubeConfig(options)).rejects.toMatchObject({
      code: "cluster_unknown",
      message: expect.stringContaining("Choose one with --context NAME. There is: a, b."),
    });
  });
});

const CERTIFICATE = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";

it.skipIf(existsSync(CERTIFICATE))(
  "outside of a pod and without a kubeconfig, what to set is said",
  async () => {
    await expect(loadKubeConfig({ setting })).rejects.toMatchObject({
      code: "configuration_unreadable",
      message: expect.stringMatching(
        /name a kubeconfig with source\.kubeconfig;.*automountServiceAccountToken/,
      ),
      details: { file: CERTIFICATE },
    });
  },
);
