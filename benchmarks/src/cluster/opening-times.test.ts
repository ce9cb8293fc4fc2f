import { describe, expect, it } from "vitest";
import type { AuditEvent } from "./audit-event.ts";
import { ADMIN_USER } from "./audit-log.ts";
import { openingTimes } from "./opening-times.ts";
import { SCALER_USER } from "./scaler-requests.ts";

const event = (
  user: string,
  what: string,
  name: string,
  atMs: number,
  change: Partial<AuditEvent> = {},
): AuditEvent => {
  const [verb = "", resource = ""] = what.split(" ");
  return {
    user,
    verb,
    resource,
    name,
    receivedAtMs: atMs,
    answeredAtMs: atMs + 1,
    code: 200,
    body: {},
    ...change,
  };
};
const phase = (name: string) => ({ body: { metadata: { labels: { "fairlead.dev/phase": name } } } });
const ready = (status: string) => ({ body: { status: { conditions: [{ type: "Ready", status }] } } });

const course = [
  event(ADMIN_USER, "patch podpools", "chat", 0),
  event(SCALER_USER, "create jobs", "chat-1", 10),
  event(ADMIN_USER, "patch pods/status", "chat-1-abcde", 20, ready("False")),
  event(ADMIN_USER, "patch pods/status", "chat-12-abcde", 25, ready("True")),
  event(ADMIN_USER, "patch pods/status", "chat-1-abcde", 30, ready("True")),
  event(SCALER_USER, "create destinationrules", "chat-1", 40, { code: 409 }),
  event(SCALER_USER, "create destinationrules", "chat-1", 42),
  event(SCALER_USER, "create virtualservices", "chat-1", 50),
  event(SCALER_USER, "patch jobs", "chat-0", 55, phase("open")),
  event(SCALER_USER, "patch jobs", "chat-1", 56, phase("starting")),
  event(SCALER_USER, "patch jobs", "chat-1", 60, phase("open")),
];

describe("openingTimes", () => {
  it("takes each step of the pod that was added, and what went well only", () => {
    expect(openingTimes(course)).toEqual({
      routeId: "chat-1",
      changedAtMs: 0,
      jobWrittenAtMs: 11,
      readyAtMs: 31,
      subsetSentAtMs: 42,
      routeStoredAtMs: 51,
      openAtMs: 61,
    });
  });

  it("does without routes where none are written", () => {
    const times = openingTimes(course.filter(({ resource }) => !/rules|services/.test(resource)));
    expect(times).toMatchObject({ subsetSentAtMs: undefined, routeStoredAtMs: undefined, openAtMs: 61 });
  });

  it("says which step is missing, and refuses two pods", () => {
    expect(() => openingTimes(course.slice(0, -1))).toThrow(/chat-1 was opened/);
    const two = [...course, event(SCALER_USER, "create jobs", "chat-2", 70)];
    expect(() => openingTimes(two)).toThrow(/2 Jobs/);
  });
});
