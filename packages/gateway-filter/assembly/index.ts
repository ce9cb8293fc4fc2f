/** What the host calls (proxy-wasm ABI 0.2.1). Each callback starts with empty scratch memory. */
import { abortHandler } from "./abort";
import { onConfigure } from "./lifecycle/configure";
import { onDelete } from "./lifecycle/delete";
import { onTick } from "./lifecycle/tick";
import { onCreate, rootOfStream } from "./lifecycle/create";
import { onSnapshotAnswer } from "./lookup/fetch";
import { onLookupAnswer } from "./lookup/answer";
import { onNamedAnswer } from "./lookup/named-answer";
import { onSharedAnswer } from "./lookup/shared-answer";
import { refresh } from "./host/clock";
import { CONTINUE } from "./host/stream";
import * as arena from "./memory/arena";
import { onRequest } from "./routing/request";
import { onResponse } from "./routing/response";
import { removeAllInternalHeaders } from "./routing/internal-headers";
import { findCall, releaseSharers, removeCall } from "./state/calls";
import { Pool } from "./state/pool";
import { findRoot } from "./state/root";


export { abortHandler };

/** Says which ABI this module speaks. Under later ones Envoy no longer matches routes again after `:path` changed. */
export function proxy_abi_version_0_2_1(): void {}

/** Memory for what the host hands over; part of the scratch memory of the callback. */
export function proxy_on_memory_allocate(bytes: u32): usize {
  return arena.take(bytes);
}

export function proxy_on_context_create(contextId: u32, rootContextId: u32): void {
  onCreate(contextId, rootContextId);
}

export function proxy_on_configure(rootContextId: u32, configurationBytes: u32): u32 {
  arena.reset();
  return onConfigure(rootContextId, configurationBytes) ? 1 : 0;
}

export function proxy_on_tick(rootContextId: u32): void {
  arena.reset();
  onTick(rootContextId);
}

export function proxy_on_request_headers(contextId: u32, _headers: u32, endOfStream: u32): u32 {
  arena.reset();
  const root = rootOfStream(contextId);
  if (root == null || root.configuration == 0) {
    removeAllInternalHeaders();
    return CONTINUE;
  }
  return onRequest(root, contextId, endOfStream != 0);
}

export function proxy_on_response_headers(contextId: u32, _headers: u32, _endOfStream: u32): u32 {
  arena.reset();
  onResponse(contextId);
  return CONTINUE;
}

export function proxy_on_http_call_response(
  rootContextId: u32,
  token: u32,
  headers: u32,
  bodyBytes: u32,
  _trailers: u32,
): void {
  arena.reset();
  const call = findCall(token);
  const root = findRoot(rootContextId);
  if (call == null) return;
  const streamId = call.streamId;
  const pool = call.pool;
  const sharers = call.sharers;
  const sharerCount = call.sharerCount;
  const podIndex = call.podIndex;
  const podSerial = call.podSerial;
  const started = call.startedNanoseconds;
  removeCall(call);
  if (root != null && root.configuration != 0) {
    refresh();
    if (streamId != 0) onLookupAnswer(root, pool, streamId, started, headers, bodyBytes);
    else if (podSerial != 0) {
      onNamedAnswer(root, pool, podIndex, podSerial, sharers, sharerCount, started, headers, bodyBytes);
    } else if (sharers != 0) onSharedAnswer(root, pool, sharers, sharerCount, started, headers, bodyBytes);
    else if (pool != 0) onSnapshotAnswer(root, changetype<Pool>(pool), headers, bodyBytes);
  }
  releaseSharers(sharers, sharerCount);
}

export function proxy_on_delete(contextId: u32): void {
  onDelete(contextId);
}
