import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HEADER_ENDPOINT, HEADER_ERROR, HEADER_POD, HEADER_POD_ID, isPodId } from "@fairlead/routing-schema";
import { hang, reply, type Answer } from "./world/lookup-double.ts";
import { startWorld, unroutedSince, type World } from "./world/world.ts";

interface Fault {
  readonly name: string;
  readonly answer: Answer;
  readonly cause: string;
}

const problem = (status: number, code: string): Answer =>
  reply(status, JSON.stringify({ code }), {
    "content-type": "application/problem+json",
    [HEADER_ERROR]: code,
  });

const hostileIds: readonly (readonly [string, string])[] = [
  ["a newline", "chat-1\nx-evil: 1"],
  ["an ampersand", "chat-1&admin=1"],
  ["a hash", "chat-1#top"],
  ["%00", "chat-1%00"],
  ["a zero byte", "chat-1\0"],
  ["quotes", `chat-1"'`],
  ["a space", "chat-1 HTTP/1.1"],
  ["upper case", "CHAT-1"],
  ["a slash", "../chat-1"],
  ["10,000 characters", "a".repeat(10_000)],
];

const faults: readonly Fault[] = [
  { name: "hangs", answer: hang, cause: "timeout" },
  {
    name: "is slower than the limit",
    answer: (_, response) => void setTimeout(() => reply(200, "chat-1")(_, response), 400),
    cause: "timeout",
  },
  { name: "answers 500", answer: reply(500, "<html>chat-1</html>"), cause: "server_error" },
  { name: "answers 404", answer: reply(404, "chat-1"), cause: "refused" },
  { name: "does not know the pool", answer: problem(404, "unknown_pool"), cause: "unknown_pool" },
  { name: "has no pod to give", answer: problem(503, "no_pod"), cause: "no_pod" },
  { name: "finds all pods full", answer: problem(503, "full"), cause: "full" },
  { name: "answers an empty body", answer: reply(200, ""), cause: "malformed" },
  { name: "answers a body of 10 MB", answer: reply(200, Buffer.alloc(10_000_000, "a")), cause: "malformed" },
  {
    name: "answers another content type",
    answer: reply(200, "<html><body>It works!</body></html>", { "content-type": "text/html" }),
    cause: "malformed",
  },
  { name: "redirects", answer: reply(302, "", { location: "http://127.0.0.1:1/" }), cause: "refused" },
  {
    name: "breaks the connection",
    answer: (_, response) => void response.socket?.destroy(),
    cause: "reset|server_error",
  },
  {
    name: "breaks off inside the body",
    answer: (_, response) => {
      response.writeHead(200, { "content-length": "6" });
      response.write("cha");
      setImmediate(() => response.socket?.destroy());
    },
    cause: "reset|server_error|malformed",
  },
  ...hostileIds.map(([name, id]): Fault => ({
    name: `gives a pod id with ${name}`,
    answer: reply(200, id),
    cause: "malformed",
  })),
];

describe("per_request: whatever the lookup service does, a pod answers", () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ filter: { mode: "per_request", timeout_ms: 200 } });
  });
  afterAll(() => world?.stop());
  beforeEach(async () => {
    // A good answer closes the breaker that the last fault may have fed.
    world.lookup.lookup = reply(200, "chat-1");
    expect((await world.get("/before")).seen?.podId).toBe("chat-1");
  });

  it.each(faults)("lookup $name", async ({ answer, cause }) => {
    world.lookup.lookup = answer;
    const before = await world.causes();
    const { status, seen } = await world.get("/room?a=1", {
      [HEADER_POD]: "chat-2",
      [HEADER_ENDPOINT]: "127.0.0.1:1",
    });
    expect(status).toBe(200);
    expect(seen?.url).toBe("/room?a=1");
    expect(seen?.headers[HEADER_POD]).toBeUndefined();
    expect(seen?.headers[HEADER_ENDPOINT]).toBeUndefined();
    const grown = await unroutedSince(world, before, 1);
    expect(Object.keys(grown)).toEqual([expect.stringMatching(`^(${cause})$`)]);
  });

  it("lookup gives the id of no pod: the request lands on a live one", async () => {
    world.lookup.lookup = reply(200, "chat-77", { [HEADER_POD_ID]: "chat-77" });
    const { status, seen } = await world.get("/room");
    expect(status).toBe(200);
    expect(isPodId(seen?.podId ?? "")).toBe(true);
  });

  it("lookup is killed: requests succeed, are counted, and the breaker stops asking; it comes back: routing resumes", async () => {
    await world.lookup.kill();
    const before = await world.causes();
    for (let index = 0; index < 20; index += 1) expect((await world.get("/room")).status).toBe(200);
    const { breaker_open, ...failures } = await unroutedSince(world, before, 20);
    expect(breaker_open).toBe(15);
    expect(Object.values(failures)).toEqual([5]);
    await world.lookup.revive();
    world.lookup.lookup = reply(200, "chat-1");
    let routed: string | undefined;
    while (routed === undefined) {
      const { seen, status } = await world.get("/room");
      expect(status).toBe(200);
      routed = new URL(seen?.url ?? "", "http://pod").searchParams.get("podId") ?? undefined;
    }
    expect(routed).toBe("chat-1");
  });
});

describe("per_request: a lookup service that is absent at the start", () => {
  it("lets every request through, and routes once it is there", async () => {
    const world = await startWorld({ prepare: (lookup) => lookup.kill() });
    try {
      const { status, seen } = await world.get("/room");
      expect(status).toBe(200);
      expect(seen?.url).toBe("/room");
      expect(Object.keys(await unroutedSince(world, {}, 1))).toEqual([
        expect.stringMatching(/^(server_error|call_failed|reset)$/),
      ]);
      await world.lookup.revive();
      world.lookup.lookup = reply(200, "chat-2");
      expect((await world.get("/room")).seen?.podId).toBe("chat-2");
    } finally {
      await world.stop();
    }
  });
});

describe("on_full: reject", () => {
  it.each(["snapshot", "per_request"] as const)(
    "%s: all pods full gives the documented refusal",
    async (mode) => {
      const world = await startWorld({
        filter: { mode, on_full: "reject" },
        prepare: (lookup) => {
          lookup.lookup = problem(503, "full");
          lookup.snapshot = problem(503, "full");
        },
      });
      try {
        const { status, headers, seen } = await world.get("/room");
        expect(status).toBe(503);
        expect(headers["retry-after"]).toMatch(/^\d+$/);
        expect(headers[HEADER_ERROR]).toBe("full");
        expect(seen).toBeUndefined();
      } finally {
        await world.stop();
      }
    },
  );
});
