import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { loadCluster } from "./load-cluster.ts";

interface Named {
  readonly current?: string;
  /** Context to the namespace that it names. */
  readonly contexts?: Readonly<Record<string, string | undefined>>;
  readonly server?: string;
}

/** A kubeconfig whose contexts all lead to one cluster, named as the server's host. */
function kubeconfig({ contexts = {}, current, server = "https://one.invalid" }: Named): string {
  const cluster = new URL(server).host;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: cluster, cluster: { server } }],
    users: [{ name: "user", user: { token: "t" } }],
    contexts: Object.entries(contexts).map(([name, namespace]) => ({
      name,
      context: { cluster, user: "user", namespace },
    })),
    ...(current === undefined ? {} : { "current-context": current }),
  });
}

async function files(...written: Named[]) {
  const directory = await temporaryDirectory();
  const paths = await Promise.all(
    written.map(async (one, index) => {
      const path = join(directory, `config-${index}`);
      await writeFile(path, kubeconfig(one));
      return path;
    }),
  );
  return {
    paths,
    surroundings: {
      environment: { HOME: directory, KUBECONFIG: paths.join(delimiter) },
      workingDirectory: directory,
    },
  };
}

test("the current context, its namespace, and another one that is named", async () => {
  const { surroundings } = await files({ current: "a", contexts: { a: "games", b: undefined } });
  expect(await loadCluster({}, surroundings)).toMatchObject({
    context: "a",
    server: "https://one.invalid",
    namespace: "games",
  });
  expect(await loadCluster({ context: "b" }, surroundings)).toMatchObject({
    context: "b",
    namespace: "default",
  });
});

test("--kubeconfig wins over KUBECONFIG, and is relative to where the command runs", async () => {
  const { surroundings } = await files(
    { current: "a", contexts: { a: "one" } },
    { current: "a", contexts: { a: "two" }, server: "https://two.invalid" },
  );
  expect(await loadCluster({ kubeconfig: "config-1" }, surroundings)).toMatchObject({
    server: "https://two.invalid",
    namespace: "two",
  });
});

test("of several kubeconfigs the first that names something has it, as for kubectl", async () => {
  const { paths, surroundings } = await files(
    { contexts: { a: "first" } },
    { current: "a", contexts: { a: "second", b: "second" }, server: "https://two.invalid" },
    { current: "b", contexts: { c: undefined }, server: "https://three.invalid" },
  );
  const environment = {
    ...surroundings.environment,
    KUBECONFIG: [...paths, "/nonexistent/config"].join(delimiter),
  };
  expect(await loadCluster({}, { ...surroundings, environment })).toMatchObject({
    context: "a",
    namespace: "first",
    server: "https://one.invalid",
  });
  expect(await loadCluster({ context: "c" }, surroundings)).toMatchObject({
    server: "https://three.invalid",
  });
});

test.for([
  ["no current context", { contexts: { a: undefined } }, {}, /no current context[^]*There is: a\./],
  [
    "an unknown context",
    { current: "a", contexts: { a: undefined } },
    { context: "x" },
    /no context x[^]*a\./,
  ],
  ["a context without its cluster", { current: "a" }, {}, /no context a[^]*It has none/],
  ["a file that is not there", {}, { kubeconfig: "missing" }, /missing cannot be read[^]*--kubeconfig FILE/],
] as const)("%s is an error that says what to do", async ([, written, flags, message]) => {
  const { surroundings } = await files(written);
  await expect(loadCluster(flags, surroundings)).rejects.toMatchObject({
    code: "cluster_unknown",
    message: expect.stringMatching(message),
  });
});

test("without any kubeconfig it is said where one is looked for", async () => {
  const directory = await temporaryDirectory();
  const surroundings = { environment: { HOME: directory }, workingDirectory: directory };
  await expect(loadCluster({}, surroundings)).rejects.toMatchObject({
    code: "cluster_unknown",
    message: expect.stringContaining("~/.kube/config"),
  });
});
