import { inject } from "vitest";
import { createProxyWasmHost, type ProxyWasmHost } from "../host.ts";
import type { ProxyWasmHostOptions } from "../options.ts";

/** What the guest does: per callback, operations with their arguments. See `fixtures/script-guest/run.ts`. */
export type Script = Readonly<Record<string, readonly (readonly (string | number)[])[]>>;

/** The scripted guest's module. */
export function scriptGuest(): Uint8Array {
  return inject("scriptGuest");
}

/** A host that runs the scripted guest. */
export function runScript(
  script: Script,
  options: Omit<Partial<ProxyWasmHostOptions>, "vmConfiguration"> = {},
): Promise<ProxyWasmHost> {
  const lines = Object.entries(script).flatMap(([callback, operations]) =>
    operations.map((operation) => [callback, ...operation].join("\t")),
  );
  return createProxyWasmHost({
    module: scriptGuest(),
    ...options,
    vmConfiguration: lines.join("\n") || "-",
  });
}

/** The rules that the guest broke. */
export function rules(host: ProxyWasmHost): string[] {
  return host.violations.map((violation) => violation.rule);
}

/** Request headers of a plain request. */
export function getRequest(path = "/"): [string, string][] {
  return [
    [":method", "GET"],
    [":path", path],
    [":authority", "example.com"],
  ];
}
