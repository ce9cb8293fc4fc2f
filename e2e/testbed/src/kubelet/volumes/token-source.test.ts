import { expect, it } from "vitest";
import { createTokenSource } from "./token-source.ts";

it("asks for another token when four fifths of its life are over", async () => {
  let nowMs = 1_000_000;
  let asked = 0;
  const token = createTokenSource(
    () => Promise.resolve({ token: `token ${++asked}`, expiresAtMs: nowMs + 600_000 }),
    () => nowMs,
  );
  expect(await token()).toBe("token 1");
  nowMs += 479_999;
  expect(await token()).toBe("token 1");
  nowMs += 1;
  expect(await token()).toBe("token 2");
  nowMs += 479_999;
  expect(await token()).toBe("token 2");
});
