/**
 * Finds Envoy, fetching it if need be, and says so in lines of JSON. A program of its own, so that a
 * download that is broken off leaves no process behind.
 */
import { findEnvoy } from "@fairlead/local-gateway";
import { FairleadError } from "@fairlead/routing-schema";
import type { EnvoyFinderLine } from "./find-envoy.ts";

const say = (line: EnvoyFinderLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const { path, version } = await findEnvoy({ onProgress: (message) => say({ progress: message }) });
  say({ path, version });
} catch (error) {
  if (!FairleadError.isInstance(error)) throw error;
  say({ code: error.code, message: error.message });
}
