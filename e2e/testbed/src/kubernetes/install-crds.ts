import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { TestbedError } from "../binaries/testbed-error.ts";
import type { ApiEndpoint } from "./api-endpoint.ts";
import { callApi } from "./call-api.ts";

interface Definition {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const TIMEOUT_MS = 120_000;

async function readDefinitions(file: string): Promise<readonly Definition[]> {
  return parseAllDocuments(await readFile(file, "utf8"))
    .map((document) => document.toJS() as Definition | null)
    .filter((definition) => definition !== null);
}

/** Istio's are a megabyte, which takes half a second to read, and are the same for every bed of a process. */
const known = new Map<string, Promise<readonly Definition[]>>();
function definitionsOf(file: string): Promise<readonly Definition[]> {
  const reading = known.get(file) ?? readDefinitions(file);
  known.set(file, reading);
  return reading;
}

/**
 * Creates the custom resources of a YAML file, and waits until the API server serves them.
 *
 * @throws TestbedError when one is refused, or not served in time.
 */
export async function installCrds(endpoint: ApiEndpoint, file: string): Promise<void> {
  const definitions = await definitionsOf(file);
  await Promise.all(
    definitions.map(async (body) => {
      const { status, text } = await callApi(endpoint, {
        method: "POST",
        path: PATH,
        body,
        timeoutMs: TIMEOUT_MS,
      });
      if (status !== 201 && status !== 409)
        throw new TestbedError(`${body.metadata.name} was refused: ${text}`);
    }),
  );
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { items } = JSON.parse((await callApi(endpoint, { path: PATH })).text) as {
      items: readonly Definition[];
    };
    const isServed = ({ status }: Definition): boolean =>
      status?.conditions?.some(({ type, status: is }) => type === "Established" && is === "True") ?? false;
    const missing = items.filter((definition) => !isServed(definition));
    if (items.length >= definitions.length && missing.length === 0) return;
    if (performance.now() > deadline) {
      throw new TestbedError(
        `Not served in time: ${missing.map(({ metadata }) => metadata.name).join(", ")}.`,
      );
    }
    await sleep(50);
  }
}
