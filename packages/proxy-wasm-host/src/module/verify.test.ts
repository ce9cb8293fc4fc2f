import { describe, expect, test } from "vitest";
import { HOST_CALLS } from "../abi/host-calls.ts";
import { ModuleLoadError, ProxyWasmHostError } from "../errors.ts";
import { createProxyWasmHost } from "../host.ts";
import { compileGuest } from "../testing/compile-guest.ts";
import { scriptGuest } from "../testing/script-guest.ts";
import { readFunctionTypes } from "./function-types.ts";
import { moduleAbiVersion, moduleExports, moduleImports } from "./inspect.ts";

const ABI = "export function proxy_abi_version_0_2_1(): void {}\n";
const ALLOCATOR = "export function malloc(size: usize): usize { return 1024; }\n";

/** Compiles a guest of its own; `env` declares what it imports. */
const compile = (source: string, env = "", options: string[] = []): Promise<Uint8Array> =>
  compileGuest((name) => (name === "index.ts" ? source : name === "env.ts" ? env : null), options);

async function loadError(module: Uint8Array): Promise<ModuleLoadError> {
  const error: unknown = await createProxyWasmHost({ module }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModuleLoadError);
  expect(ProxyWasmHostError.isInstance(error)).toBe(true);
  return error as ModuleLoadError;
}

test("a module tells its imports, exports and ABI version", () => {
  const module = scriptGuest();
  expect(moduleImports(module)).toContain("env.proxy_http_call");
  expect(moduleImports(module).every((name) => name in HOST_CALLS)).toBe(true);
  expect(moduleExports(module)).toContain("proxy_on_memory_allocate");
  expect(moduleAbiVersion(module)).toBe("0.2.1");
});

test("function types are read from the bytes", () => {
  const { imports, exports } = readFunctionTypes(scriptGuest());
  expect(imports.get("env.proxy_increment_metric")).toEqual({
    params: ["i32", "i64"],
    results: ["i32"],
  });
  expect(exports.get("proxy_on_request_headers")).toEqual({
    params: ["i32", "i32", "i32"],
    results: ["i32"],
  });
  expect(imports.size).toBe(moduleImports(scriptGuest()).length);
});

test("the table holds what Envoy links for 0.2.1", () => {
  expect(Object.keys(HOST_CALLS).filter((name) => name.startsWith("env.proxy_"))).toHaveLength(39);
  expect("env.proxy_clear_route_cache" in HOST_CALLS).toBe(false);
  expect(HOST_CALLS["wasi_snapshot_preview1.fd_write"]).toEqual(HOST_CALLS["wasi_unstable.fd_write"]);
});

describe("a module does not load", () => {
  test("when it is no module", async () => {
    expect((await loadError(Uint8Array.of(0, 1, 2))).reason).toBe("corrupted");
  });

  test("without an ABI version", async () => {
    expect((await loadError(await compile(ALLOCATOR))).reason).toBe("abi_version");
  });

  test("without an allocator", async () => {
    expect((await loadError(await compile(ABI))).reason).toBe("missing_allocator");
  });

  test("with imports that are not linked, each named", async () => {
    const source = `import * as env from "./env";\n${ABI}${ALLOCATOR}export function proxy_on_tick(id: u32): void { env.proxy_clear_route_cache(); env.seed(); }`;
    const error = await loadError(
      await compile(
        source,
        "export declare function proxy_clear_route_cache(): u32;\nexport declare function seed(): f64;",
      ),
    );
    expect(error.reason).toBe("missing_import");
    expect(error.names.toSorted()).toEqual(["env.proxy_clear_route_cache", "env.seed"]);
    expect(error.message).toContain("env.seed");
  });

  test("with proxy_get_log_level under ABI 0.2.0", async () => {
    const source = `import * as env from "./env";\nexport function proxy_abi_version_0_2_0(): void {}\n${ALLOCATOR}export function proxy_on_tick(id: u32): void { env.proxy_get_log_level(0); }`;
    expect(
      (
        await loadError(
          await compile(source, "export declare function proxy_get_log_level(level: usize): u32;"),
        )
      ).names,
    ).toEqual(["env.proxy_get_log_level"]);
  });

  test("with an import of another type", async () => {
    const source = `import * as env from "./env";\n${ABI}${ALLOCATOR}export function proxy_on_tick(id: u32): void { env.proxy_log(1); }`;
    const error = await loadError(
      await compile(source, "export declare function proxy_log(level: u32): u32;"),
    );
    expect(error).toMatchObject({ reason: "import_type", names: ["env.proxy_log"] });
  });

  test("with an export of another type", async () => {
    const error = await loadError(
      await compile(`${ABI}${ALLOCATOR}export function proxy_on_tick(id: u32): u32 { return id; }`),
    );
    expect(error).toMatchObject({ reason: "export_type", names: ["proxy_on_tick"] });
  });

  test("when it calls the host before it is started", async () => {
    const source = `import * as env from "./env";\n${ABI}${ALLOCATOR}export function _initialize(): void { env.proxy_get_current_time_nanoseconds(64); }`;
    const error = await loadError(
      await compile(source, "export declare function proxy_get_current_time_nanoseconds(time: usize): u32;"),
    );
    expect(error).toMatchObject({ reason: "start_failed", names: ["_initialize"] });
    expect(error.message).toContain("restricted_callback");
  });
});

test("a module without any callback lets all pass", async () => {
  const host = await createProxyWasmHost({ module: await compile(ABI + ALLOCATOR), strict: true });
  expect(host.configured).toBe(true);
  const stream = host.createStream();
  stream.requestHeaders({ ":path": "/" }, { endOfStream: false });
  stream.requestBody("body", { endOfStream: false });
  stream.requestTrailers({ t: "1" });
  stream.close();
  expect(stream.upstream).toMatchObject({ bodyText: "body", ended: true });
  expect(host.tick()).toBe(false);
});
