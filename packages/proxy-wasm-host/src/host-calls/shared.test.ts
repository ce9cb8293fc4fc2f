import { expect, test } from "vitest";
import { SharedStore } from "../state/shared-store.ts";
import { runScript } from "../testing/script-guest.ts";

test("data is compared and swapped", async () => {
  const host = await runScript({
    configure: [
      ["get_shared", "k"],
      ["set_shared", "k", "one", 7],
      ["get_shared", "k"],
      ["set_shared", "k", "two", 2],
      ["set_shared", "k", "two", 1],
      ["set_shared", "k", "three", 0],
      ["get_shared", "k"],
    ],
  });
  expect(host.logs.messages()).toEqual([
    "get_shared=1::0",
    "set_shared=0",
    "get_shared=0:one:1",
    "set_shared=8",
    "set_shared=0",
    "set_shared=0",
    "get_shared=0:three:3",
  ]);
  expect(new TextDecoder().decode(host.shared.get("", "k")?.value)).toBe("three");
});

test("hosts share a store by VM id", async () => {
  const shared = new SharedStore();
  await runScript({ configure: [["set_shared", "k", "v", 0]] }, { shared, vmId: "a" });
  const same = await runScript({ configure: [["get_shared", "k"]] }, { shared, vmId: "a" });
  const other = await runScript({ configure: [["get_shared", "k"]] }, { shared, vmId: "b" });
  expect([...same.logs.messages(), ...other.logs.messages()]).toEqual([
    "get_shared=0:v:1",
    "get_shared=1::0",
  ]);
});

test("a queue wakes the one who registered it, in order", async () => {
  const shared = new SharedStore();
  const reader = await runScript(
    {
      configure: [
        ["register_queue", "jobs"],
        ["dequeue", 1],
      ],
      queue_ready: [["dequeue", 1]],
    },
    { shared, vmId: "a" },
  );
  const writer = await runScript(
    {
      configure: [
        ["resolve_queue", "a", "jobs"],
        ["resolve_queue", "", "jobs"],
        ["enqueue", 1, "first"],
        ["enqueue", 1, "second"],
        ["enqueue", 9, "x"],
        ["dequeue", 9],
      ],
    },
    { shared, vmId: "b" },
  );
  expect(writer.logs.messages()).toEqual([
    "resolve_queue=0:1",
    "resolve_queue=1:0",
    "enqueue=0",
    "enqueue=0",
    "enqueue=1",
    "dequeue=1:",
  ]);
  expect(reader.logs.messages()).toEqual([
    "register_queue=0:1",
    "dequeue=7:",
    "dequeue=0:first",
    "dequeue=0:second",
  ]);
});
