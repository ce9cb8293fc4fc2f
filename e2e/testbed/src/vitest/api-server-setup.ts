/**
 * Global set-up for Vitest: one API server for all test files of a run.
 *
 * @module
 */
import type { TestProject } from "vitest/node";
import { startApiServerBed, type ApiServerBed } from "../beds/api-server-bed.ts";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";

declare module "vitest" {
  interface ProvidedContext {
    apiServer: ApiEndpoint;
  }
}

/** A run of several projects starts one API server for all of them; each loads this module for itself. */
const SHARED = Symbol.for("@fairlead/testbed API server");
interface Shared {
  users: number;
  readonly bed: Promise<ApiServerBed>;
}
const holder = globalThis as { [SHARED]?: Shared };

/** Starts the API server, if nobody has; the function that is returned stops it once it is the last one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Read here, once, for a process that is started by Vitest and has no shell of its own.
  // oxlint-disable-next-line node/no-process-env -- this is where the environment of a test run comes in
  const options = { environment: process.env, onProgress: console.log };
  const shared = (holder[SHARED] ??= { users: 0, bed: startApiServerBed(options) });
  shared.users += 1;
  const bed = await shared.bed;
  project.provide("apiServer", bed.endpoint);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete holder[SHARED];
    await bed.stop();
  };
}
