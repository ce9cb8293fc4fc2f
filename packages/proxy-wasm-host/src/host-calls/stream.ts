import { StreamType } from "../abi/enums.ts";
import { Status } from "../abi/status.ts";
import { parsePairs } from "../headers/codec.ts";
import { HeaderMap } from "../headers/header-map.ts";
import type { HostCallGroup } from "./environment.ts";

/** `proxy_continue_stream`, `proxy_close_stream`, `proxy_send_local_response`. */
export const streamCalls: HostCallGroup = ({ vm, violation }) => ({
  proxy_continue_stream(type: number) {
    const context = vm.activeContext;
    if (type === StreamType.DOWNSTREAM) return Status.OK;
    if (type === StreamType.UPSTREAM) return Status.UNIMPLEMENTED;
    if (type > StreamType.UPSTREAM) return Status.BAD_ARGUMENT;
    if (context.kind !== "stream") {
      violation("continue_without_stream", "the context in effect has no stream to continue");
      return Status.OK;
    }
    vm.afterCall(() =>
      context.actions.continueMessage(type === StreamType.HTTP_REQUEST ? "request" : "response"),
    );
    // Envoy takes the request away from the module whichever half goes on.
    context.request.headers = undefined;
    context.request.body = undefined;
    context.request.trailers = undefined;
    return Status.OK;
  },

  proxy_close_stream(type: number) {
    const context = vm.activeContext;
    if (type > StreamType.UPSTREAM) return Status.BAD_ARGUMENT;
    if (type >= StreamType.DOWNSTREAM) return Status.OK;
    if (context.kind === "stream") vm.afterCall(() => context.actions.reset());
    else violation("close_without_stream", "the context in effect has no stream to close");
    return Status.OK;
  },

  proxy_send_local_response(
    statusCode: number,
    detailsPointer: number,
    detailsSize: number,
    bodyPointer: number,
    bodySize: number,
    headersPointer: number,
    headersSize: number,
    grpcStatus: number,
  ) {
    const context = vm.activeContext;
    const details = vm.memory.readText(detailsPointer, detailsSize).replaceAll(/\s/g, "_");
    const body = vm.memory.read(bodyPointer, bodySize);
    const pairs = parsePairs(vm.memory.read(headersPointer, headersSize));
    if (pairs === undefined)
      violation(
        "malformed_pairs",
        "the serialised headers of the local response are malformed, and read as none",
      );
    if (context.kind !== "stream") {
      violation(
        "local_response_without_stream",
        "the context in effect has no stream; the local response goes nowhere",
      );
      return Status.OK;
    }
    if (context.localResponseRequested)
      violation("second_local_response", "the stream has a local response already; this one is dropped");
    context.localResponseRequested = true;
    vm.stopIteration = true;
    const headers = new HeaderMap();
    headers.resetBinary(pairs ?? []);
    const known = grpcStatus <= 16 ? grpcStatus : undefined;
    vm.afterCall(() =>
      context.actions.sendLocalResponse({ statusCode, headers, body, details, grpcStatus: known }),
    );
    return Status.OK;
  },
});
