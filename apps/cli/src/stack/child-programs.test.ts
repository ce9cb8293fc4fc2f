import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, test } from "vitest";
import type { CliEvent } from "../events/cli-event.ts";
import { localSpecSchema } from "../options/pool-settings.ts";
import { findEnvoyInProcess } from "./find-envoy.ts";
import { startLookupProcess } from "./lookup-process.ts";
import { startScalerProcess } from "./scaler-process.ts";
import { stackConfigurationSchema } from "./stack-configuration.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import type { StackOptions } from "./stack-options.ts";

const failing = fileURLToPath(new URL("../testing/failing-program.ts", import.meta.url));

const stackOptions = (environment: StackOptions["environment"]): StackOptions => ({
  pool: { id: "default/app", name: "app", spec: localSpecSchema.parse({}) },
  executable: process.execPath,
  parameters: [],
  environment,
  port: 0,
  configuration: stackConfigurationSchema.parse({}),
  readyTimeoutMs: 1_000,
  stopGraceMs: 1_000,
  keepGoing: false,
});

async function startFailingLookup(
  environment: StackOptions["environment"],
  signal: AbortSignal,
): Promise<{ started: Promise<unknown>; events: CliEvent[] }> {
  const directory = await temporaryDirectory();
  const events: CliEvent[] = [];
  const started = startLookupProcess({
    entry: failing,
    directory,
    podsFile: join(directory, "pods.json"),
    address: { host: "127.0.0.1", port: 1 },
    stack: stackOptions({ ...process.env, ...environment }),
    tell: (event) => events.push(event),
    signal,
  });
  return { started, events };
}

test("a lookup service that ends at once is an error with its last lines", async () => {
  const { started } = await startFailingLookup({}, new AbortController().signal);
  await expect(started).rejects.toMatchObject({
    code: "lookup_service_start_failed",
    message: expect.stringMatching(/ended \(exit code 5\)[^]*disk is full/),
  });
});

test("the wait for a lookup service can be broken off, and the service is gone", async () => {
  const stopping = new AbortController();
  const { started, events } = await startFailingLookup({ FAIRLEAD_TEST_HANG: "1" }, stopping.signal);
  await waitFor(() => events.some(({ event }) => event === "lookup_output"));
  stopping.abort("SIGINT");
  await expect(started).rejects.toBe("SIGINT");
  const begun = events.find((event) => event.event === "lookup_started");
  await waitFor(() => !isRunning(begun?.pid as number));
});

test("a scaler that ends at once is an error with its last lines", async () => {
  const directory = await temporaryDirectory();
  const started = startScalerProcess({
    entry: failing,
    directory,
    socket: join(directory, "host.sock"),
    address: { host: "127.0.0.1", port: 1 },
    lookupAddress: "127.0.0.1:2",
    stack: stackOptions(process.env),
    tell: () => {},
    signal: new AbortController().signal,
  });
  await expect(started).rejects.toMatchObject({
    code: "scaler_start_failed",
    message: expect.stringMatching(/ended \(exit code 5\)[^]*disk is full/),
  });
});

test("a search for Envoy that ends without a word is an error with what it wrote", async () => {
  const search = findEnvoyInProcess({
    entry: fileURLToPath(new URL("no-such-program.ts", import.meta.url)),
    environment: process.env,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  await expect(search).rejects.toMatchObject({
    code: "envoy_unavailable",
    message: expect.stringContaining("no-such-program.ts"),
  });
});

test("a search for Envoy can be broken off", async () => {
  const search = findEnvoyInProcess({
    entry: failing,
    environment: process.env,
    onProgress: () => {},
    signal: AbortSignal.abort("SIGTERM"),
  });
  await expect(search).rejects.toBe("SIGTERM");
});
