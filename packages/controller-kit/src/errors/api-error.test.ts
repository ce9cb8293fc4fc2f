import { ApiException } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { ApiError, errorFromAnswer, parseRetryAfter } from "./api-error.ts";
import { errorCodeOf } from "./error-code.ts";
import { isConflict, isNamespaceTerminating, isNotFound, isTransient, retryAfterMs } from "./predicates.ts";
import { parseStatus, type Status } from "./status.ts";
import { toApiError } from "./to-api-error.ts";

const status = (more: Partial<Status>): Status => ({ kind: "Status", status: "Failure", ...more });

describe("errorCodeOf", () => {
  it.each([
    [409, "AlreadyExists", "already_exists"],
    [409, "Conflict", "conflict"],
    [409, undefined, "conflict"],
    [410, "Expired", "expired"],
    [410, "Gone", "expired"],
    [504, "Timeout", "timeout"],
    [500, "ServerTimeout", "timeout"],
    [404, undefined, "not_found"],
    [418, undefined, "unexpected"],
    // The reason counts more than the number: a watch tells it in an event.
    [200, "Expired", "expired"],
  ])("%i %s is %s", (code, reason, expected) => {
    expect(errorCodeOf(code, reason === undefined ? undefined : status({ reason }))).toBe(expected);
  });
});

describe("errorFromAnswer", () => {
  it("says the request, the status, the reason and the message", () => {
    const body = JSON.stringify(status({ reason: "NotFound", message: 'pods "a" not found', code: 404 }));
    const error = errorFromAnswer({ what: "GET /api/v1/pods/a", httpStatus: 404, body });
    expect(error.message).toBe('GET /api/v1/pods/a was answered with 404 NotFound: pods "a" not found');
    expect(error).toMatchObject({ code: "not_found", httpStatus: 404, status: { reason: "NotFound" } });
  });

  it("takes the time to wait from the header, else from the details", () => {
    const details = { retryAfterSeconds: 7 };
    const answer = { what: "GET /", httpStatus: 429, body: status({ details }) };
    expect(retryAfterMs(errorFromAnswer({ ...answer, retryAfter: "3" }))).toBe(3_000);
    expect(retryAfterMs(errorFromAnswer(answer))).toBe(7_000);
    expect(retryAfterMs(errorFromAnswer({ ...answer, body: "" }))).toBeUndefined();
  });

  it("shows what a stranger answers, shortened", () => {
    const error = errorFromAnswer({ what: "GET /", httpStatus: 502, body: `<html>${"x".repeat(1_000)}` });
    expect(error.code).toBe("service_unavailable");
    expect(error.message.length).toBeLessThan(400);
  });
});

describe("toApiError", () => {
  it("reads what the generated clients throw, whose body is text or an object", () => {
    const body = status({ reason: "AlreadyExists", code: 409 });
    for (const thrown of [
      new ApiException(409, "Conflict", JSON.stringify(body), {}),
      new ApiException(409, "Conflict", body, {}),
    ]) {
      expect(toApiError(thrown).code).toBe("already_exists");
      expect(isConflict(thrown)).toBe(false);
    }
    const late = new ApiException(429, "Too Many Requests", "", { "retry-after": "2" });
    expect(toApiError(late)).toMatchObject({ code: "too_many_requests", retryAfterSeconds: 2 });
  });

  it("names what happened to a connection, wherever in the causes it is", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    const error = toApiError(new TypeError("fetch failed", { cause: refused }), "GET /");
    expect(error.code).toBe("unreachable");
    expect(error.message).toBe("GET / was not answered: fetch failed (ECONNREFUSED)");
    expect(toApiError(new DOMException("late", "TimeoutError")).code).toBe("timeout");
  });

  it("leaves its own errors as they are, also those of another copy of this package", () => {
    const error = new ApiError("not_found", "gone");
    expect(toApiError(error)).toBe(error);
    expect(ApiError.isInstance(Object.create(error))).toBe(true);
    expect(isNotFound(error)).toBe(true);
    expect(isNotFound(new Error("not found"))).toBe(false);
  });
});

describe("parseStatus", () => {
  it.each(["", "no json", "null", "[]", '{"kind":"Pod"}', undefined, 7, null])("%j is none", (body) => {
    expect(parseStatus(body)).toBeUndefined();
  });
});

describe("parseRetryAfter", () => {
  it.each([
    ["0", 0],
    ["12", 12],
    ["-1", undefined],
    ["1.5", undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    [undefined, undefined],
  ])("%j is %j", (value, seconds) => {
    expect(parseRetryAfter(value)).toBe(seconds);
  });
});

describe("predicates", () => {
  it("tells what may succeed later from what will not", () => {
    for (const code of [
      "unreachable",
      "timeout",
      "too_many_requests",
      "internal_error",
      "service_unavailable",
    ] as const) {
      expect(isTransient(new ApiError(code, "")), code).toBe(true);
    }
    for (const code of ["invalid", "forbidden", "conflict", "not_found", "unauthorized"] as const) {
      expect(isTransient(new ApiError(code, "")), code).toBe(false);
    }
  });

  it("knows a namespace that is being deleted by the cause that the API server gives", () => {
    const body = status({ reason: "Forbidden", details: { causes: [{ reason: "NamespaceTerminating" }] } });
    expect(isNamespaceTerminating(errorFromAnswer({ what: "", httpStatus: 403, body }))).toBe(true);
    expect(isNamespaceTerminating(new ApiError("forbidden", ""))).toBe(false);
  });
});
