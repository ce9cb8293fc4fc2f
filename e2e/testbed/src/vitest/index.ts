/**
 * What tests ask the test bed for, in projects with `api-server-setup` as their global set-up.
 *
 * @module
 */
import { inject } from "vitest";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import type {} from "./api-server-setup.ts";

/** The API server that all test files of a run share. Each works in a namespace of its own. */
export const sharedApiServer = (): ApiEndpoint => inject("apiServer");
