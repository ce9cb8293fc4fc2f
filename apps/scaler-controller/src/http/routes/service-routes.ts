import { addHealthRoutes, addOpenApiRoute, type Exposition } from "@fairlead/service-kit";
import type { Hono } from "hono";
import { problemResponse } from "../answers.ts";

/** What the routes of the service itself need. */
export interface ServiceRoutesOptions {
  readonly isReady: () => boolean;
  readonly exposition: () => Promise<Exposition>;
  readonly version: string;
}

/** Health, metrics, and the description of it all. */
export function addServiceRoutes(app: Hono, { exposition, isReady, version }: ServiceRoutesOptions): void {
  addHealthRoutes(app, {
    isReady,
    readySummary: "It leads and has looked at its pools, or it stands by; and it is not stopping",
    notReadyDetail: "The pools have not been looked at yet, or the service is stopping.",
    exposition,
    answerProblem: problemResponse,
  });
  addOpenApiRoute(app, {
    title: "Fairlead scaler",
    description: "As many pods as the clients need, and none removed that has one",
    version,
  });
}
