import { integer } from "../bytes/scan";
import { literal, Span } from "../bytes/span";
import { ERROR_FULL, HEADER_ERROR } from "../generated/wire";
import * as pairs from "../host/pairs";
import { respond } from "../host/stream";

const DETAILS = literal("fairlead_full");
const BODY = literal('{"type":"about:blank","title":"All pods are full","status":503,"code":"full"}');
const RETRY_AFTER = literal("retry-after");
const ONE_SECOND = literal("1");
const ERROR = literal(HEADER_ERROR);
const FULL = literal(ERROR_FULL);
const CONTENT_TYPE = literal("content-type");
const PROBLEM = literal("application/problem+json");

/** Answers the request in the pods' place: all of them are at capacity. `retryAfter` is the lookup service's, if it gave one. */
export function rejectFull(retryAfter: Span): void {
  pairs.begin();
  pairs.pair(RETRY_AFTER, integer(retryAfter) > 0 ? retryAfter : ONE_SECOND);
  pairs.pair(ERROR, FULL);
  pairs.pair(CONTENT_TYPE, PROBLEM);
  respond(503, DETAILS, BODY, pairs.serialise());
}
