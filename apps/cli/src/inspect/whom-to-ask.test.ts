import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { whomToAsk } from "./whom-to-ask.ts";

const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "one", cluster: { server: "https://one.invalid" } }],
  users: [{ name: "user", user: {} }],
  contexts: [{ name: "one", context: { cluster: "one", user: "user", namespace: "games" } }],
  "current-context": "one",
});

/** A user's home, in which a `fairlead dev` runs, or a kubeconfig is, or both. */
async function home(has: { readonly dev?: boolean; readonly kubeconfig?: boolean }) {
  const directory = await temporaryDirectory();
  if (has.dev === true) {
    const notes = join(directory, "fairlead", "dev");
    await mkdir(notes, { recursive: true });
    const stack = {
      pid: process.pid,
      pool: "default/app",
      scaler: "http://127.0.0.1:1",
      gateway: "http://127.0.0.1:2",
    };
    await writeFile(join(notes, "1.json"), JSON.stringify(stack));
  }
  if (has.kubeconfig === true) {
    await mkdir(join(directory, ".kube"));
    await writeFile(join(directory, ".kube", "config"), KUBECONFIG);
  }
  return { environment: { HOME: directory, XDG_RUNTIME_DIR: directory }, workingDirectory: directory };
}

test("a fairlead dev that runs wins over the cluster of the kubeconfig", async () => {
  expect(await whomToAsk({}, await home({ dev: true, kubeconfig: true }))).toMatchObject({
    kind: "scaler",
    found: { pool: "default/app" },
  });
});

test("without one, the cluster of the kubeconfig is asked", async () => {
  expect(await whomToAsk({}, await home({ kubeconfig: true }))).toMatchObject({
    kind: "cluster",
    cluster: { namespace: "games", source: { context: "one", server: "https://one.invalid" } },
  });
});

test.for([{ cluster: true }, { namespace: "games" }, { allNamespaces: true }, { context: "one" }])(
  "%j asks the cluster, whatever runs here",
  async (flags) => {
    expect(await whomToAsk(flags, await home({ dev: true, kubeconfig: true }))).toMatchObject({
      kind: "cluster",
    });
  },
);

test("with neither, both ways are said; a cluster that was asked for is missed by its own error", async () => {
  await expect(whomToAsk({}, await home({}))).rejects.toMatchObject({
    code: "no_scaler",
    message: expect.stringMatching(/--scaler URL[^]*--kubeconfig FILE/),
  });
  await expect(whomToAsk({ cluster: true }, await home({ dev: true }))).rejects.toMatchObject({
    code: "cluster_unknown",
  });
});
