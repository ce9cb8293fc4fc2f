/**
 * `fairlead dev` from outside: its events, its processes, and WebSocket clients.
 *
 * @module
 */
export { openWebSocketSession, type WebSocketSession } from "./open-session.ts";
export { startDev, type DevRun } from "./start-dev.ts";
