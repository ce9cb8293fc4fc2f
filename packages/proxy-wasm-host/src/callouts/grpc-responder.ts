import { type BytesInit, toBytes } from "../bytes.ts";
import type { RootContext } from "../context/root-context.ts";
import { HostUsageError } from "../errors.ts";
import { HeaderMap, type HeadersInit } from "../headers/header-map.ts";
import type { PluginVm } from "../plugin/plugin-vm.ts";
import type { GrpcCall } from "./grpc-call.ts";

/** Plays the server of the module's gRPC calls and streams. Each method tells whether a callback was made. */
export class GrpcResponder {
  readonly #plugin: () => PluginVm;
  readonly #enter: <T>(action: () => T) => T;

  /** @internal */
  constructor(plugin: () => PluginVm, enter: <T>(action: () => T) => T) {
    this.#plugin = plugin;
    this.#enter = enter;
  }

  sendInitialMetadata(call: GrpcCall, metadata: HeadersInit): boolean {
    const map = new HeaderMap(metadata);
    return this.#run(call, (root, plugin) => {
      root.grpcInitialMetadata = map;
      const made = plugin.callGrpc(call, "proxy_on_grpc_receive_initial_metadata", map.size);
      root.grpcInitialMetadata = undefined;
      return made;
    });
  }

  /** Sends a message. It ends a call; a stream goes on. */
  sendMessage(call: GrpcCall, message: BytesInit): boolean {
    const bytes = toBytes(message);
    return this.#run(call, (root, plugin) => {
      root.grpcMessage = bytes;
      const made = plugin.callGrpc(call, "proxy_on_grpc_receive", bytes.length);
      root.grpcMessage = undefined;
      if (call.kind === "call") root.grpcCalls.delete(call.token);
      return made;
    });
  }

  sendTrailingMetadata(call: GrpcCall, metadata: HeadersInit): boolean {
    const map = new HeaderMap(metadata);
    return this.#run(call, (root, plugin) => {
      root.grpcTrailingMetadata = map;
      const made = plugin.callGrpc(call, "proxy_on_grpc_receive_trailing_metadata", map.size);
      root.grpcTrailingMetadata = undefined;
      return made;
    });
  }

  /** Ends a stream, or fails a call, with a gRPC status. */
  close(call: GrpcCall, status = 0, message = ""): boolean {
    return this.#run(call, (root, plugin) => {
      call.remoteClosed = true;
      root.status = { code: status, message };
      const made = plugin.callGrpc(call, "proxy_on_grpc_close", status);
      root.status.message = "";
      if (call.kind === "call" || call.localClosed) root.grpcCalls.delete(call.token);
      return made;
    });
  }

  #run(call: GrpcCall, action: (root: RootContext, plugin: PluginVm) => boolean): boolean {
    const plugin = this.#plugin();
    const root = plugin.vm.contexts.get(call.contextId);
    if (root?.kind !== "root" || root.grpcCalls.get(call.token) !== call || call.remoteClosed) {
      throw new HostUsageError(
        `gRPC ${call.kind} ${call.token} is not open: it was answered, closed or cancelled.`,
      );
    }
    return this.#enter(() => action(root, plugin));
  }
}
