import { expect, test } from "vitest";
import { runScript } from "../testing/script-guest.ts";

test("lines below the proxy's level are not written, and its level can be asked for", async () => {
  const host = await runScript(
    {
      configure: [
        ["log", 0, "t"],
        ["log", 1, "d"],
        ["log", 3, "w"],
        ["log", 5, "c"],
        ["log", 6, "?"],
        ["log_level"],
      ],
    },
    { logLevel: "warn" },
  );
  expect(host.logs.lines).toEqual([
    { level: "warn", message: "w", contextId: 1 },
    { level: "critical", message: "c", contextId: 1 },
  ]);
  host.logs.clear();
  expect(host.logs.messages()).toEqual([]);
});

test("an address outside of memory is refused", async () => {
  const host = await runScript({ configure: [["bad_pointer"]] });
  expect(host.logs.messages()).toEqual(["bad_pointer=6"]);
});

test("only the newest lines are kept", async () => {
  const host = await runScript(
    { configure: [["tick_period", 1]], tick: [["log", 2, "x"]] },
    { maxLogLines: 5 },
  );
  host.advance(100);
  expect(host.logs.lines.length).toBeLessThanOrEqual(10);
});
