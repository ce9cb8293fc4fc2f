import { Status, type StatusCode } from "../abi/status.ts";
import type { GrpcCall } from "../callouts/grpc-call.ts";
import { grpcServiceCluster } from "../callouts/grpc-service.ts";
import type { RootContext } from "../context/root-context.ts";
import { parsePairs } from "../headers/codec.ts";
import { HeaderMap } from "../headers/header-map.ts";
import { StatusError } from "../vm/status-error.ts";
import type { HostCallGroup } from "./environment.ts";

const TOKEN_STEP = 4;
const KIND_MASK = 3;
const CALL = 1;
const STREAM = 2;

/** gRPC calls and streams, which the test answers. Issued by the root context. */
export const grpcCalls: HostCallGroup = ({ vm, clusters }) => {
  const lastTokens = { call: CALL, stream: STREAM };

  const open = (
    kind: "call" | "stream",
    ranges: readonly number[],
    message: Uint8Array | undefined,
    timeoutMs: number,
    tokenOut: number,
  ): StatusCode => {
    const [
      servicePointer = 0,
      serviceSize = 0,
      namePointer = 0,
      nameSize = 0,
      methodPointer = 0,
      methodSize = 0,
      metadataPointer = 0,
      metadataSize = 0,
    ] = ranges;
    const cluster = grpcServiceCluster(vm.memory.read(servicePointer, serviceSize), (name) =>
      clusters.isKnown(name),
    );
    const service = vm.memory.readText(namePointer, nameSize);
    const method = vm.memory.readText(methodPointer, methodSize);
    const initialMetadata = new HeaderMap();
    initialMetadata.resetBinary(parsePairs(vm.memory.read(metadataPointer, metadataSize)) ?? []);
    if (cluster === undefined) return Status.PARSE_FAILURE;
    if (!clusters.isHealthy(cluster)) return Status.INTERNAL_FAILURE;
    const { root } = vm.activeContext;
    const token = (lastTokens[kind] += TOKEN_STEP);
    const call: GrpcCall = {
      token,
      kind,
      contextId: root.id,
      cluster,
      service,
      method,
      initialMetadata,
      messages: message === undefined ? [] : [message],
      timeoutMs,
      localClosed: false,
      remoteClosed: false,
    };
    root.grpcCalls.set(token, call);
    vm.memory.writeU32(tokenOut, token);
    return Status.OK;
  };

  /** The open call with the token; a token of no gRPC kind is `BAD_ARGUMENT`, an unknown one `NOT_FOUND`. */
  const find = (root: RootContext, token: number): GrpcCall => {
    const kind = token & KIND_MASK;
    if (kind !== CALL && kind !== STREAM) throw new StatusError(Status.BAD_ARGUMENT);
    const call = root.grpcCalls.get(token);
    if (call === undefined) throw new StatusError(Status.NOT_FOUND);
    return call;
  };

  return {
    proxy_grpc_call(...args: number[]) {
      const [messagePointer = 0, messageSize = 0, timeoutMs = 0, tokenOut = 0] = args.slice(8);
      return open("call", args, vm.memory.read(messagePointer, messageSize), timeoutMs, tokenOut);
    },

    proxy_grpc_stream(...args: number[]) {
      return open("stream", args, undefined, 0, args[8] ?? 0);
    },

    proxy_grpc_send(token: number, messagePointer: number, messageSize: number, endStream: number) {
      const message = vm.memory.read(messagePointer, messageSize);
      if ((token & KIND_MASK) !== STREAM) return Status.BAD_ARGUMENT;
      const call = find(vm.activeContext.root, token);
      call.messages.push(message);
      if (endStream !== 0) call.localClosed = true;
      return Status.OK;
    },

    proxy_grpc_close(token: number) {
      const { root } = vm.activeContext;
      const call = find(root, token);
      if (call.kind === "call" || call.remoteClosed) root.grpcCalls.delete(token);
      else call.localClosed = true;
      return Status.OK;
    },

    proxy_grpc_cancel(token: number) {
      const { root } = vm.activeContext;
      root.grpcCalls.delete(find(root, token).token);
      return Status.OK;
    },
  };
};
