import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFedFilter, pod, request, snapshot, upstreamPath } from "./testing/filter.ts";

const one = await createFedFilter(snapshot([pod("pod-a")]), { client_pod_id: "ignore" });

/** Sends a path through; the filter knows one pod, so that it is always chosen. */
function edited(path: string): string {
  const stream = request(one, path);
  const result = upstreamPath(stream) ?? "";
  stream.responseHeaders({});
  stream.close();
  return result;
}

describe("the path that the pod sees", () => {
  test.each([
    ["/", "/?podId=pod-a"],
    ["/x", "/x?podId=pod-a"],
    ["/x?", "/x?podId=pod-a"],
    ["/x?a=1", "/x?a=1&podId=pod-a"],
    ["/x?a=1&b=%26&c", "/x?a=1&b=%26&c&podId=pod-a"],
    ["/x?a=1?b", "/x?a=1?b&podId=pod-a"],
    ["/x?podId=pod-b", "/x?podId=pod-a"],
    ["/x?podId", "/x?podId=pod-a"],
    ["/x?podId=", "/x?podId=pod-a"],
    ["/x?podId=pod-b&podId=pod-c", "/x?podId=pod-a"],
    ["/x?a=1&podId=pod-b&b=2", "/x?a=1&b=2&podId=pod-a"],
    ["/x?pod%49d=pod-b&a=1", "/x?a=1&podId=pod-a"],
    ["/x?podId2=pod-b", "/x?podId2=pod-b&podId=pod-a"],
    ["/x?xpodId=pod-b", "/x?xpodId=pod-b&podId=pod-a"],
    ["/x?PODID=pod-b", "/x?PODID=pod-b&podId=pod-a"],
    ["/x%3FpodId=pod-b", "/x%3FpodId=pod-b?podId=pod-a"],
    ["/x%23y?a=%23", "/x%23y?a=%23&podId=pod-a"],
    ["/x?a=%", "/x?a=%&podId=pod-a"],
    ["*", "*"],
  ])("%s becomes %s", (path, expected) => {
    expect(edited(path)).toBe(expected);
  });

  test("is not written anew when it names the pod already", () => {
    const stream = request(one, "/x?a=1&podId=pod-a&b");
    expect(upstreamPath(stream)).toBe("/x?a=1&podId=pod-a&b");
  });

  test("may be 60 KB long", () => {
    const path = `/x?${"a=1&".repeat(15_000)}end`;
    expect(edited(path)).toBe(`${path}&podId=pod-a`);
  });
});

const character = fc.constantFrom(
  ..."abAB01-._~%=&?/+;:@!$'()*,".split(""),
  "%70",
  "%26",
  "podId",
  "podId=",
  "pod%49d=",
  "&podId=x",
);
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(""));

test("has the pod once and all else as it was, as a URL parser reads it", () => {
  fc.assert(
    fc.property(text, fc.option(text), (pathname, query) => {
      const path = `/${pathname.replaceAll("?", "")}${query === null ? "" : `?${query}`}`;
      const before = new URL(`http://app.test${path}`);
      const result = edited(path);
      const after = new URL(`http://app.test${result}`);
      expect(after.searchParams.getAll("podId")).toEqual(["pod-a"]);
      const others = (url: URL): [string, string][] =>
        [...url.searchParams].filter(([name]) => name !== "podId");
      expect(others(after)).toEqual(others(before));
      expect(after.pathname).toBe(before.pathname);
      expect(result.endsWith("podId=pod-a") || path.includes("podId=pod-a")).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("names another parameter when the configuration says so", async () => {
  const host = await createFedFilter(snapshot([pod("pod-a")]), {
    query_param: "room.~_-9",
    client_pod_id: "ignore",
  });
  expect(upstreamPath(request(host, "/x?podId=1&room.~_-9=pod-b"))).toBe("/x?podId=1&room.~_-9=pod-a");
});
