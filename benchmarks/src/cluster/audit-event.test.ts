import { describe, expect, it } from "vitest";
import { parseAuditLine } from "./audit-event.ts";

const event = {
  stage: "ResponseComplete",
  verb: "patch",
  user: { username: "admin" },
  objectRef: { resource: "pods", subresource: "status", name: "chat-1-abcde" },
  responseStatus: { code: 200 },
  requestObject: { status: {} },
  requestReceivedTimestamp: "2026-01-02T03:04:05.678901Z",
  stageTimestamp: "2026-01-02T03:04:05.680000Z",
};
const read = (change: object) => parseAuditLine(JSON.stringify({ ...event, ...change }));

describe("parseAuditLine", () => {
  it("reads who asked what, and when to the microsecond", () => {
    const at = Date.parse("2026-01-02T03:04:05Z");
    const read_ = read({});
    expect(read_).toMatchObject({
      user: "admin",
      verb: "patch",
      resource: "pods/status",
      name: "chat-1-abcde",
      code: 200,
      body: { status: {} },
    });
    expect((read_?.receivedAtMs ?? 0) - at).toBeCloseTo(678.901, 2);
    expect((read_?.answeredAtMs ?? 0) - at).toBeCloseTo(680, 2);
  });

  it("counts a watch once, when it begins", () => {
    expect(read({ verb: "watch", stage: "ResponseStarted" })?.verb).toBe("watch");
    expect(read({ verb: "watch" })).toBeUndefined();
    expect(read({ stage: "ResponseStarted" })).toBeUndefined();
  });

  it("reads requests for no object", () => {
    expect(read({ verb: "get", objectRef: undefined })).toMatchObject({ resource: "", name: "" });
  });
});
