import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestService } from "../../testing/test-service.ts";

let directory: string;
let filterModulePath: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "filter-"));
  filterModulePath = join(directory, "plugin.wasm");
});
afterEach(() => rm(directory, { recursive: true }));

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

describe("/filter/plugin.wasm", () => {
  it("serves the module with its hash, and 304 to who holds it", async () => {
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    await writeFile(filterModulePath, bytes);
    const { app } = createTestService({}, { filterModulePath });
    const response = await app.request("/filter/plugin.wasm");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/wasm",
      "content-length": "8",
      "x-fairlead-sha256": sha256(bytes),
      etag: `"${sha256(bytes)}"`,
    });
    const held = await app.request("/filter/plugin.wasm", {
      headers: { "if-none-match": `"${sha256(bytes)}"` },
    });
    expect(held.status).toBe(304);
    expect(await (await app.request("/filter/plugin.wasm.sha256")).text()).toBe(
      `${sha256(bytes)}  plugin.wasm\n`,
    );
  });

  it("says so where the service was built without it", async () => {
    const { app } = createTestService({}, { filterModulePath });
    for (const path of ["/filter/plugin.wasm", "/filter/plugin.wasm.sha256"]) {
      const response = await app.request(path);
      expect([response.status, response.headers.get("x-fairlead-error")]).toEqual([404, "filter_missing"]);
      expect(await response.json()).toMatchObject({ status: 404, code: "filter_missing" });
    }
  });
});

describe("the live page", () => {
  it("needs no other asset, and allows its own script and style alone", async () => {
    const response = await createTestService().app.request("/");
    const page = await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(page).not.toMatch(/\s(?:src|href)="(?:https?:)?\/\//);
    for (const [element, directive] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const [, inside = ""] = new RegExp(`<${element}>([^]*)</${element}>`).exec(page) ?? [];
      expect(inside).not.toBe("");
      const hash = createHash("sha256").update(inside).digest("base64");
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toContain("unsafe");
  });
});
