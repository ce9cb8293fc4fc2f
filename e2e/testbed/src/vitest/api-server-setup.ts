/**
 * Global set-up for Vitest: one API server for all test files of a project.
 *
 * @module
 */
import type { TestProject } from "vitest/node";
import { startApiServerBed } from "../beds/api-server-bed.ts";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";

declare module "vitest" {
  interface ProvidedContext {
    apiServer: ApiEndpoint;
  }
}

/** Starts the API server; the function that is returned stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Read here, once, for a process that is started by Vitest and has no shell of its own.
  // oxlint-disable-next-line node/no-process-env -- this is where the environment of a test run comes in
  const bed = await startApiServerBed({ environment: process.env, onProgress: console.log });
  project.provide("apiServer", bed.endpoint);
  return () => bed.stop();
}
