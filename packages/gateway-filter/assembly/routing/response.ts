/** What the filter does with a response: tells the client its pod, and learns which pods answer errors. */
import { equal } from "../bytes/scan";
import { literal, NONE, size, Span } from "../bytes/span";
import * as writer from "../bytes/writer";
import { HEADER_POD_ID } from "../generated/wire";
import { nowMs } from "../host/clock";
import * as headers from "../host/headers";
import { readStatus } from "../lookup/status";
import * as metrics from "../metrics";
import { noteAnswer } from "../snapshot/errors";
import { Pod } from "../snapshot/pod";
import { Pool } from "../state/pool";
import { findRoot, Root } from "../state/root";
import { addStream, findStream, keepPodId, keptPodId, removeStream } from "../state/streams";
import { SET_COOKIE, STATUS } from "./names";

const POD_ID = literal(HEADER_POD_ID);
const ATTRIBUTES = literal("; Path=/; HttpOnly; SameSite=Lax");

/**
 * While no pod is under suspicion, one response in four is looked at: reading its status costs more than the
 * rest of the bookkeeping, and a pod that fails shows within a few requests all the same.
 */
const SAMPLE_MASK: u32 = 3;
let sampled: u32 = 0;

/** Keeps what the response of a routed stream will need. `pod` is null when it is not in the snapshot. */
export function expectResponse(root: Root, streamId: u32, pool: Pool | null, pod: Pod | null, id: Span, cookie: Span): void {
  const configuration = root.config();
  const setCookie = size(configuration.stickyCookie) > 0 && !equal(cookie, id);
  const tells = setCookie || configuration.exposePod;
  let known: Pod | null = null;
  if (pool != null && isObserved(pool)) known = pod != null ? pod : pool.table.find(id);
  if (known == null && !tells) return;
  const stream = addStream(streamId, root.contextId);
  stream.expose = configuration.exposePod;
  stream.setCookie = setCookie;
  if (tells) keepPodId(stream, id);
  if (known == null || pool == null) return;
  stream.pool = changetype<usize>(pool);
  stream.podIndex = pool.table.indexOf(known);
  stream.podSerial = known.serial;
}

function isObserved(pool: Pool): bool {
  return pool.candidates.suspicious || (sampled++ & SAMPLE_MASK) == 0;
}

/** The whole of `proxy_on_response_headers`. */
export function onResponse(streamId: u32): void {
  const stream = findStream(streamId);
  if (stream == null || stream.waiting) return;
  if (stream.podSerial != 0) learn(changetype<Pool>(stream.pool), stream.podIndex, stream.podSerial);
  const id = keptPodId(stream);
  if (id != NONE) {
    if (stream.expose) headers.replace(headers.RESPONSE, POD_ID, id);
    if (stream.setCookie) {
      const root = findRoot(stream.rootId);
      const name = root == null || root.configuration == 0 ? NONE : root.config().stickyCookie;
      writer.open(size(name) + 1 + size(id) + size(ATTRIBUTES));
      writer.bytes(name);
      writer.byte(0x3d);
      writer.bytes(id);
      writer.bytes(ATTRIBUTES);
      headers.add(headers.RESPONSE, SET_COOKIE, writer.close());
    }
  }
  removeStream(stream);
}

function learn(pool: Pool, podIndex: u32, podSerial: u32): void {
  const isError = readStatus(headers.get(headers.RESPONSE, STATUS)) >= 500;
  if (isError) metrics.count(metrics.RESPONSE_ERRORS);
  const pod = pool.table.at(podIndex, podSerial);
  if (pod != null && noteAnswer(pod, isError, nowMs())) pool.candidates.suspicious = true;
}
