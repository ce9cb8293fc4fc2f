import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";

/** A server of Node.js that the reporter observes and stops. */
export type ObservedServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer;
