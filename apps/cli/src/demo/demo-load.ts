import type { LoadSpec } from "../load/load-spec.ts";

/** How long a session of the demo stays. */
export const SESSION_MS = 6_000;

/** Most of the clients: WebSockets, which come and after a while come no more. */
export const CROWD: LoadSpec = {
  kind: "websocket",
  clients: 100,
  ratePerSecond: 25,
  sessionMs: SESSION_MS,
  path: "/chat",
};

/** Event streams, which go on to the end. */
export const REGULARS: LoadSpec = {
  kind: "sse",
  clients: 25,
  ratePerSecond: 6,
  sessionMs: SESSION_MS,
  path: "/rooms/lobby/stream",
};

/** Short requests between the sessions, so that an outage of any moment would be met. */
const VISITORS: LoadSpec = {
  kind: "http",
  clients: 50,
  ratePerSecond: 12,
  sessionMs: SESSION_MS,
  path: "/rooms",
};

/** Everybody who comes. */
export const DEMO_LOAD: readonly LoadSpec[] = [CROWD, REGULARS, VISITORS];

/** Sessions at once when everybody is there. */
export const SESSIONS = CROWD.clients + REGULARS.clients;
