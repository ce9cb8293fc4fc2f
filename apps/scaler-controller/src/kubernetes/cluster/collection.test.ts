import { expect, it } from "vitest";
import type { Look } from "../../interfaces/look.ts";
import { shareLooks } from "./collection.ts";

function start() {
  const looks: Look[] = [];
  const shared = shareLooks({
    look: async (look) => {
      looks.push(look);
      if (looks.length === 3) throw new Error("away");
      return [`${look} ${looks.length}`];
    },
  });
  return { looks, shared };
}

it("gives what the last look of the same kind gave, without looking again", async () => {
  const { looks, shared } = start();
  expect(await shared.look("read")).toEqual(["read 1"]);
  expect(await shared.again.look("read")).toEqual(["read 1"]);
  expect(looks).toEqual(["read"]);
});

it("looks where nobody has, or only otherwise, or in vain", async () => {
  const { shared } = start();
  expect(await shared.again.look("read")).toEqual(["read 1"]);
  await shared.look("glance");
  await expect(shared.look("read")).rejects.toThrow("away");
  expect(await shared.again.look("glance")).toEqual(["glance 4"]);
});
