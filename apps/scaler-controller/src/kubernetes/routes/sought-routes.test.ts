import { expect, it } from "vitest";
import { soughtRoutes } from "./sought-routes.ts";

it("looks for what is written by its mark, and for the absence of the routes of all other pods", () => {
  const written = { routeId: "chat-2", uid: "b", epoch: 3, writtenAtMs: 50 };
  expect(soughtRoutes([written], new Set(["chat-3", "chat-2", "chat-1"]))).toEqual([
    { routeId: "chat-1", mark: undefined, writtenAtMs: 0 },
    { routeId: "chat-2", mark: "chat-2.3", writtenAtMs: 50 },
    { routeId: "chat-3", mark: undefined, writtenAtMs: 0 },
  ]);
});

it("looks for a route whose pod has gone, and for one of no epoch by a mark that no gateway shows", () => {
  const orphan = { routeId: "chat-1", uid: "a", epoch: -1, writtenAtMs: 50 };
  expect(soughtRoutes([orphan], new Set())).toEqual([
    { routeId: "chat-1", mark: "chat-1.-1", writtenAtMs: 50 },
  ]);
});
