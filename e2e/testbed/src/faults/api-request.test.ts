import { describe, expect, it } from "vitest";
import { isWrite, parseApiRequest } from "./api-request.ts";

describe("parseApiRequest", () => {
  it.each([
    ["GET /api/v1/pods", { verb: "list", resource: "pods", namespace: "", name: "" }],
    ["GET /api/v1/pods?watch=true", { verb: "watch", resource: "pods" }],
    ["GET /api/v1/namespaces/a/pods/b", { verb: "get", namespace: "a", resource: "pods", name: "b" }],
    ["GET /api/v1/namespaces/a/pods/b/log", { verb: "get", name: "b", subresource: "log" }],
    ["GET /api/v1/namespaces", { verb: "list", resource: "namespaces", namespace: "" }],
    ["GET /api/v1/namespaces/a", { verb: "get", resource: "namespaces", namespace: "a", name: "a" }],
    [
      "PUT /api/v1/namespaces/a/finalize",
      { verb: "update", resource: "namespaces", name: "a", subresource: "finalize" },
    ],
    [
      "POST /apis/batch/v1/namespaces/a/jobs",
      { verb: "create", group: "batch", version: "v1", namespace: "a", resource: "jobs", name: "" },
    ],
    [
      "PATCH /apis/fairlead.dev/v1alpha1/namespaces/a/podpools/p/status",
      { verb: "patch", group: "fairlead.dev", subresource: "status" },
    ],
    ["DELETE /apis/batch/v1/namespaces/a/jobs", { verb: "deletecollection" }],
    ["DELETE /apis/batch/v1/namespaces/a/jobs/j", { verb: "delete", name: "j" }],
    ["GET /readyz", { verb: "get", resource: "", path: "/readyz" }],
    ["GET /apis/batch/v1", { verb: "get", resource: "" }],
    [
      "POST /api/v1/namespaces/a/serviceaccounts/s/token",
      { verb: "create", name: "s", subresource: "token" },
    ],
  ])("%s", (line, expected) => {
    const [method = "", target = ""] = line.split(" ");
    expect(parseApiRequest(method, target)).toMatchObject(expected);
  });

  it("tells whose token it came with", () => {
    const of = (authorization?: string): string =>
      parseApiRequest("GET", "/api/v1/pods", { authorization }).pod;
    const token = (claims: object): string =>
      `Bearer head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
    expect(of(token({ "kubernetes.io": { namespace: "a", pod: { name: "scaler-0", uid: "1" } } }))).toBe(
      "scaler-0",
    );
    expect(of(token({ "kubernetes.io": { namespace: "a" } }))).toBe("");
    expect([of(), of("Bearer plain"), of("Bearer a.b.c")]).toEqual(["", "", ""]);
  });

  it("tells writes from reads", () => {
    expect(
      ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
        isWrite(parseApiRequest(method, "/api/v1/pods/a")),
      ),
    ).toEqual(["POST", "PUT", "PATCH", "DELETE"]);
  });
});
