import { expect, test } from "vitest";
import { getRequest, runScript } from "../testing/script-guest.ts";

const get = (...path: string[]): string[] => ["get_property", path.join("%00")];

test("properties of plugin, stream and host", async () => {
  const host = await runScript(
    {
      configure: [get("plugin_root_id"), get("plugin_name"), get("request", "path")],
      request_headers: [
        get("request", "path"),
        get("request", "url_path"),
        get("request", "query"),
        get("request", "headers", "x-a"),
        get("source", "address"),
        get("node", "id"),
        get("node", "tags", "1"),
        get("node", "none"),
        get("plugin_vm_id"),
        ["property_i64", "upstream%00port"],
      ],
      response_headers: [["property_i64", "response%00code"]],
    },
    {
      rootId: "root",
      pluginName: "plugin",
      vmId: "vm",
      properties: { node: { id: "gateway", tags: ["a", "b"] }, upstream: { port: 99 } },
    },
  );
  const stream = host.createStream({ properties: { source: { address: "10.0.0.9:1" } } });
  stream.requestHeaders([...getRequest("/p?q=1"), ["x-a", "b"]]);
  stream.responseHeaders({ ":status": "418" });
  expect(host.logs.messages()).toEqual([
    "get_property=0:root",
    "get_property=0:plugin",
    "get_property=1:",
    "get_property=0:/p?q=1",
    "get_property=0:/p",
    "get_property=0:q=1",
    "get_property=0:b",
    "get_property=0:10.0.0.9:1",
    "get_property=0:gateway",
    "get_property=0:b",
    "get_property=1:",
    "get_property=0:vm",
    "property_i64=0:99",
    "property_i64=0:418",
  ]);
});

test("a property set by the module belongs to its stream", async () => {
  const host = await runScript({
    configure: [["set_property", "mine", "1"]],
    request_headers: [get("mine"), ["set_property", "mine", "2"], get("mine")],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual([
    "set_property=1",
    "get_property=1:",
    "set_property=0",
    "get_property=0:2",
  ]);
  expect(new TextDecoder().decode(stream.moduleProperties.get("mine"))).toBe("2");
  host.createStream().requestHeaders(getRequest());
  expect(host.logs.messages()[4]).toBe("get_property=1:");
});
