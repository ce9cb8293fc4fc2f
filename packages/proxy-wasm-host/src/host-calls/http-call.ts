import { Status } from "../abi/status.ts";
import { parsePairs } from "../headers/codec.ts";
import { HeaderMap } from "../headers/header-map.ts";
import type { HostCallGroup } from "./environment.ts";

/** Tokens of HTTP calls are 4 apart, with the two low bits zero: these tell the kind of callout. */
const TOKEN_STEP = 4;

/** `proxy_http_call`: always issued by the root context, so it outlives the stream it was made for. */
export const httpCallCalls: HostCallGroup = ({ vm, clock, clusters, violation }) => {
  let lastToken = 0;
  return {
    proxy_http_call(
      clusterPointer: number,
      clusterSize: number,
      headersPointer: number,
      headersSize: number,
      bodyPointer: number,
      bodySize: number,
      trailersPointer: number,
      trailersSize: number,
      timeoutMs: number,
      tokenOut: number,
    ) {
      const { root } = vm.activeContext;
      const cluster = vm.memory.readText(clusterPointer, clusterSize);
      const body = vm.memory.read(bodyPointer, bodySize);
      const headerPairs = parsePairs(vm.memory.read(headersPointer, headersSize));
      const trailerPairs = parsePairs(vm.memory.read(trailersPointer, trailersSize));
      if (headerPairs === undefined || trailerPairs === undefined)
        violation(
          "malformed_pairs",
          "the serialised headers or trailers of an HTTP call are malformed, and read as none",
        );
      vm.memory.writeU32(tokenOut, 0);
      if (timeoutMs > 0x7fff_ffff || !clusters.isKnown(cluster)) return Status.BAD_ARGUMENT;
      const headers = new HeaderMap();
      headers.resetBinary(headerPairs ?? []);
      if (!headers.has(":path") || !headers.has(":method") || !headers.has(":authority"))
        return Status.BAD_ARGUMENT;
      if (!clusters.isHealthy(cluster)) return Status.INTERNAL_FAILURE;
      if (body.length > 0) headers.replaceBinary("content-length", String(body.length));
      const trailers = new HeaderMap();
      trailers.resetBinary(trailerPairs ?? []);
      const token = (lastToken += TOKEN_STEP);
      root.httpCalls.set(token, {
        token,
        contextId: root.id,
        cluster,
        headers,
        body,
        trailers,
        timeoutMs,
        startedNs: clock.now(),
      });
      vm.memory.writeU32(tokenOut, token);
      return Status.OK;
    },
  };
};
