import { expect, test } from "vitest";
import { runScript } from "../testing/script-guest.ts";

test("output, environment, arguments, time and randomness", async () => {
  const host = await runScript(
    {
      configure: [
        ["stdout", "hello%0a"],
        ["stderr", "oops"],
        ["environ"],
        ["args"],
        ["wasi_time", 0],
        ["wasi_time", 1],
        ["wasi_time", 2],
        ["random", 8],
        ["random", 70000],
      ],
    },
    { environmentVariables: { MODE: "test" }, startTimeNs: 5n },
  );
  expect(host.logs.lines.map((line) => `${line.level} ${line.message}`)).toEqual([
    "info hello",
    "info stdout=0:6",
    "error oops",
    "info stderr=0:4",
    "info environ=0:1:10:MODE=test",
    "info args=0:0",
    "info wasi_time=0:5",
    "info wasi_time=0:5",
    "info wasi_time=58:0",
    "info random=0",
    "info random=28",
  ]);
});

test("leaving the process does not leave it: the module goes on, as in Envoy", async () => {
  const host = await runScript({ configure: [["exit", 255], ["log_level"]] });
  expect(host.logs.messages()).toEqual(["exit=0", "log_level=0:2"]);
});
