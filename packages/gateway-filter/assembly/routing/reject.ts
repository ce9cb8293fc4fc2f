import { literal } from "../bytes/span";
import * as pairs from "../host/pairs";
import { respond } from "../host/stream";

const DETAILS = literal("fairlead_full");
const BODY = literal('{"type":"about:blank","title":"All pods are full","status":503,"code":"full"}');
const RETRY_AFTER = literal("retry-after");
const ONE_SECOND = literal("1");
const CONTENT_TYPE = literal("content-type");
const PROBLEM = literal("application/problem+json");

/** Answers the request in the pods' place: all of them are at capacity. */
export function rejectFull(): void {
  pairs.begin();
  pairs.pair(RETRY_AFTER, ONE_SECOND);
  pairs.pair(CONTENT_TYPE, PROBLEM);
  respond(503, DETAILS, BODY, pairs.serialise());
}
