import { expect, test, vi } from "vitest";
import { createCountingRule, pathOf, type CountMode } from "./counting.ts";

const ruleFor = (mode: CountMode, onPredicateError = () => {}) =>
  createCountingRule({ mode, ignoredPaths: new Set(["/workload"]), onPredicateError });
const request = (url: string, agent?: string) => ({ url, headers: agent ? { "user-agent": agent } : {} });

test.each([
  ["requests", true, true],
  ["upgrades", false, true],
  ["manual", false, false],
] as const)("mode %s counts requests: %s, upgrades: %s", (mode, requests, upgrades) => {
  expect(ruleFor(mode)(request("/"), "request")).toBe(requests);
  expect(ruleFor(mode)(request("/"), "upgrade")).toBe(upgrades);
});

test.each(["/workload", "/workload?podId=a"])("%s never counts, whatever a predicate says", (url) => {
  expect(ruleFor(() => true)(request(url), "request")).toBe(false);
});

test.each([
  ["kube-probe/1.36", false],
  ["Envoy/HC", false],
  ["curl/8 kube-probe/", true],
])("a request of %s counts: %s", (agent, counted) => {
  expect(ruleFor("requests")(request("/", agent), "request")).toBe(counted);
});

test("a predicate may give the client's key", () => {
  expect(ruleFor(({ url }) => url?.slice(1) ?? false)(request("/session-1"), "request")).toBe("session-1");
});

test("a request whose predicate fails counts, and the fault is told", () => {
  const fault = new Error("no");
  const onPredicateError = vi.fn();
  const rule = ruleFor(() => {
    throw fault;
  }, onPredicateError);
  expect(rule(request("/"), "request")).toBe(true);
  expect(onPredicateError).toHaveBeenCalledWith(fault);
});

test.each([
  ["/a?b=/c", "/a"],
  ["/a#b?c", "/a"],
  ["*", "*"],
  [undefined, ""],
])("the path of %s is %s", (target, path) => {
  expect(pathOf(target)).toBe(path);
});
