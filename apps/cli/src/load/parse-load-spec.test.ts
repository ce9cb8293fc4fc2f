import { expect, test } from "vitest";
import { DEFAULT_LOAD } from "./load-spec.ts";
import { parseLoadSpec } from "./parse-load-spec.ts";

test("every part is read", () => {
  expect(parseLoadSpec("clients=50,rate=2.5/s,session=20s,kind=websocket,path=/chat?room=a=b")).toEqual({
    kind: "websocket",
    clients: 50,
    ratePerSecond: 2.5,
    sessionMs: 20_000,
    path: "/chat?room=a=b",
  });
});

test("what is left out has its default", () => {
  expect(parseLoadSpec("kind=sse")).toEqual({ ...DEFAULT_LOAD, kind: "sse" });
  expect(parseLoadSpec("rate=3").ratePerSecond).toBe(3);
});

test.for([
  ["", "is none of them"],
  ["clients", '"clients" is none of them'],
  ["toString=3", '"toString=3" is none of them'],
  ["clients=0", "clients in --load takes a whole number from 1"],
  ["rate=10/m", 'not "10/m"'],
  ["kind=grpc", "kind in --load is http, websocket, sse"],
  ["path=chat", "path in --load takes a path"],
  ["session=20", "session in --load takes a duration"],
  ["clients=1,clients=2", "clients stands twice"],
] as const)("%j is refused, and the message says why", ([text, message]) => {
  expect(() => parseLoadSpec(text)).toThrow(
    expect.objectContaining({ code: "usage_invalid", message: expect.stringContaining(message) }),
  );
});
