import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocalPod } from "../gateway/local-pod.ts";
import { routeConfiguration } from "./routes.ts";

interface Route {
  name: string;
  match: { query_parameters?: [{ string_match: { safe_regex: { regex: string } } }] };
}
const routes = (
  pods: readonly LocalPod[],
  queryParam: string,
  mode: "routes" | "override_host" = "routes",
): Route[] =>
  (routeConfiguration(pods, { mode, queryParam })["virtual_hosts"] as [{ routes: Route[] }])[0].routes;

const podId = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/);
const pod = (id: string, index: number): LocalPod => ({
  podId: id,
  routeId: `r${index}`,
  endpoint: "127.0.0.1:80",
  state: index % 2 === 0 ? "open" : "draining",
});

test("two routes a pod, header first, draining or not, and the plain one last", () => {
  expect(routes(["a", "b"].map(pod), "podId").map(({ name }) => name)).toEqual([
    "r0/header",
    "r0/query",
    "r1/header",
    "r1/query",
    "pool",
  ]);
});

test("no query routes without a parameter, and none but the plain one in override_host mode", () => {
  expect(routes(["a"].map(pod), "").map(({ name }) => name)).toEqual(["r0/header", "pool"]);
  expect(routes(["a"].map(pod), "podId", "override_host").map(({ name }) => name)).toEqual(["pool"]);
});

test("the pattern of a pod id matches that id alone", () => {
  fc.assert(
    fc.property(podId, podId, (id, other) => {
      const pattern = routes([pod(id, 0)], "podId")[1]?.match.query_parameters?.[0].string_match.safe_regex
        .regex;
      // Envoy matches the whole value.
      expect(new RegExp(`^(?:${pattern})$`).test(other)).toBe(id === other);
      expect(new RegExp(`^(?:${pattern})$`).test(id)).toBe(true);
    }),
  );
});
