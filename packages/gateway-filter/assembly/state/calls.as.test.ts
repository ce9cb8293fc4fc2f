import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { allocate, release } from "../memory/blocks";
import { addCall, addSharer, findCall, releaseSharers, removeCall, waiting } from "./calls";

describe("streams that share a call", () => {
  test("are kept in the order in which they came, in a block that grows with them", () => {
    const token: u32 = 7;
    addCall(token, 1);
    for (let stream: u32 = 1; stream <= 1000; stream++) {
      const call = findCall(token);
      if (call != null) addSharer(call, stream);
    }
    const call = findCall(token);
    expect(call != null).toBe(true);
    if (call == null) return;
    expect(call.sharerCount).toBe(1000);
    expect(waiting).toBe(1000);
    let wrong = 0;
    for (let index: u32 = 0; index < 1000; index++) {
      if (load<u32>(call.sharers + index * 4) != index + 1) wrong++;
    }
    expect(wrong).toBe(0);
    const sharers = call.sharers;
    removeCall(call);
    expect(waiting).toBe(0);
    // The block is given back with the size that it has: what takes it again finds no other in it.
    releaseSharers(sharers, 1000);
    expect(allocate(4096)).toBe(sharers);
    expect(allocate(2048) != sharers).toBe(true);
    release(sharers, 4096);
  });
});
