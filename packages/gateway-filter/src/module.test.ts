import { readFileSync } from "node:fs";
import { HOST_CALLS, moduleAbiVersion, moduleExports, moduleImports } from "@fairlead/proxy-wasm-host";
import { expect, test } from "vitest";
import { readPlugin } from "./plugin.ts";
import { pluginBytes } from "./testing/filter.ts";

const { maxBytes } = JSON.parse(readFileSync(new URL("../size-budget.json", import.meta.url), "utf8")) as {
  maxBytes: number;
};

test("imports host calls of ABI 0.2.1 only, so that Envoy loads it", () => {
  expect(moduleImports(pluginBytes).filter((name) => !(name in HOST_CALLS))).toEqual([]);
});

test("speaks ABI 0.2.1, under which an edited path is routed anew", () => {
  expect(moduleAbiVersion(pluginBytes)).toBe("0.2.1");
});

test("exports the callbacks that it needs and no other: each one costs every request", () => {
  expect(moduleExports(pluginBytes)).toEqual([
    "abortHandler",
    "memory",
    "proxy_abi_version_0_2_1",
    "proxy_on_configure",
    "proxy_on_context_create",
    "proxy_on_delete",
    "proxy_on_http_call_response",
    "proxy_on_memory_allocate",
    "proxy_on_request_headers",
    "proxy_on_response_headers",
    "proxy_on_tick",
  ]);
});

test("keeps within its size budget", () => {
  expect(pluginBytes.byteLength).toBeLessThanOrEqual(maxBytes);
  expect(readPlugin().sizeBytes).toBe(pluginBytes.byteLength);
});
