import { BufferType } from "../abi/enums.ts";
import { Status } from "../abi/status.ts";
import { BodyBuffer } from "../context/body-buffer.ts";
import { StatusError } from "../vm/status-error.ts";
import type { HostCallGroup, HostEnvironment } from "./environment.ts";

/** `proxy_get_buffer_bytes`, `proxy_get_buffer_status`, `proxy_set_buffer_bytes`. */
export const bufferCalls: HostCallGroup = (environment) => {
  const { vm, violation } = environment;
  return {
    proxy_get_buffer_bytes(type: number, start: number, length: number, pointerOut: number, sizeOut: number) {
      const { bytes } = find(environment, type);
      vm.memory.returnBytes(bytes.subarray(start, start + length), pointerOut, sizeOut);
      return Status.OK;
    },

    proxy_get_buffer_status(type: number, sizeOut: number, flagsOut: number) {
      const { bytes } = find(environment, type);
      vm.memory.writeU32(sizeOut, bytes.length);
      vm.memory.writeU32(flagsOut, 0);
      return Status.OK;
    },

    proxy_set_buffer_bytes(type: number, start: number, length: number, pointer: number, size: number) {
      const buffer = find(environment, type);
      const data = vm.memory.read(pointer, size);
      if (!(buffer instanceof BodyBuffer)) {
        violation("buffer_read_only", `buffer ${type} cannot be edited here`);
        return Status.BAD_ARGUMENT;
      }
      return buffer.edit(start, length, data);
    },
  };
};

const EMPTY = { bytes: new Uint8Array() };

/** A body outside its phase is an empty buffer; what belongs to a callback is not found outside of it. */
function find(
  { vm, vmConfiguration, callData }: HostEnvironment,
  type: number,
): BodyBuffer | { readonly bytes: Uint8Array } {
  const context = vm.activeContext;
  const present = (bytes: Uint8Array | undefined): { readonly bytes: Uint8Array } => {
    if (bytes === undefined) throw new StatusError(Status.NOT_FOUND);
    return { bytes };
  };
  switch (type) {
    case BufferType.HTTP_REQUEST_BODY:
      return (context.kind === "stream" ? context.request.body : undefined) ?? EMPTY;
    case BufferType.HTTP_RESPONSE_BODY:
      return (context.kind === "stream" ? context.response.body : undefined) ?? EMPTY;
    case BufferType.DOWNSTREAM_DATA:
    case BufferType.UPSTREAM_DATA:
      return EMPTY;
    case BufferType.HTTP_CALL_RESPONSE_BODY:
      return present(context.root.httpCallResponse?.body);
    case BufferType.GRPC_CALL_MESSAGE:
      return { bytes: context.root.grpcMessage ?? EMPTY.bytes };
    case BufferType.VM_CONFIGURATION:
      return { bytes: vmConfiguration };
    case BufferType.PLUGIN_CONFIGURATION:
      return present(
        context.kind === "root" && context.configurationReadable ? context.configuration : undefined,
      );
    case BufferType.FOREIGN_FUNCTION_ARGUMENTS:
      return { bytes: callData };
    default:
      throw new StatusError(Status.BAD_ARGUMENT);
  }
}
