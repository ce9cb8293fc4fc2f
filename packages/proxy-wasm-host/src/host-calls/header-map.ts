import { MapType } from "../abi/enums.ts";
import { Status } from "../abi/status.ts";
import type { Context } from "../context/context.ts";
import type { ReachableMessage } from "../context/stream-context.ts";
import { parsePairs, serializePairs } from "../headers/codec.ts";
import type { HeaderMap } from "../headers/header-map.ts";
import { StatusError } from "../vm/status-error.ts";
import type { HostCallGroup } from "./environment.ts";

const MAP_NAMES = ["request headers", "request trailers", "response headers", "response trailers"];

/** The seven calls on header maps. */
export const headerMapCalls: HostCallGroup = ({ vm, violation }) => {
  const checkType = (type: number): void => {
    if (type > MapType.HTTP_CALL_RESPONSE_TRAILERS) throw new StatusError(Status.BAD_ARGUMENT);
  };

  const edit = (type: number, change: (map: HeaderMap) => void): number => {
    const context = vm.activeContext;
    const map = writableMap(context, type);
    if (map === undefined) {
      violation(
        "header_edit_outside_phase",
        `the ${MAP_NAMES[type] ?? "map"} cannot be edited here: their phase is over, or has not begun`,
      );
      return Status.BAD_ARGUMENT;
    }
    change(map);
    if (context.kind === "stream") {
      if (type === MapType.HTTP_REQUEST_HEADERS) context.actions.clearRouteCache();
      const direction = type <= MapType.HTTP_REQUEST_TRAILERS ? "request" : "response";
      if (context.actions.isForwarded(direction)) {
        violation("header_edit_without_effect", `the ${MAP_NAMES[type]} have been forwarded already`);
      }
    }
    return Status.OK;
  };

  const checkValue = (name: string, value: string): void => {
    // Exactly these three bytes break the header on the wire.
    if (/[\0\r\n]/.test(name + value))
      violation("invalid_header_value", `header ${name} contains NUL, CR or LF`);
  };

  return {
    proxy_get_header_map_value(
      type: number,
      namePointer: number,
      nameSize: number,
      valuePointerOut: number,
      valueSizeOut: number,
    ) {
      checkType(type);
      const context = vm.activeContext;
      const name = vm.memory.readBinary(namePointer, nameSize);
      const map = readableMap(context, type);
      if (map === undefined)
        return context.kind === "stream" && context.accessLog !== undefined
          ? Status.NOT_FOUND
          : Status.BAD_ARGUMENT;
      const value = map.getBinary(name);
      if (value === undefined) return Status.NOT_FOUND;
      vm.memory.returnBinary(value, valuePointerOut, valueSizeOut);
      return Status.OK;
    },

    proxy_add_header_map_value(
      type: number,
      namePointer: number,
      nameSize: number,
      valuePointer: number,
      valueSize: number,
    ) {
      checkType(type);
      const name = vm.memory.readBinary(namePointer, nameSize);
      const value = vm.memory.readBinary(valuePointer, valueSize);
      checkValue(name, value);
      return edit(type, (map) => map.addBinary(name, value));
    },

    proxy_replace_header_map_value(
      type: number,
      namePointer: number,
      nameSize: number,
      valuePointer: number,
      valueSize: number,
    ) {
      checkType(type);
      const name = vm.memory.readBinary(namePointer, nameSize);
      const value = vm.memory.readBinary(valuePointer, valueSize);
      checkValue(name, value);
      return edit(type, (map) => map.replaceBinary(name, value));
    },

    proxy_remove_header_map_value(type: number, namePointer: number, nameSize: number) {
      checkType(type);
      const name = vm.memory.readBinary(namePointer, nameSize);
      return edit(type, (map) => map.removeBinary(name));
    },

    // A map out of its phase reads as empty, and not as an error.
    proxy_get_header_map_pairs(type: number, pointerOut: number, sizeOut: number) {
      checkType(type);
      vm.memory.returnBytes(
        serializePairs(readableMap(vm.activeContext, type)?.pairs() ?? []),
        pointerOut,
        sizeOut,
      );
      return Status.OK;
    },

    proxy_set_header_map_pairs(type: number, pointer: number, size: number) {
      checkType(type);
      const pairs = parsePairs(vm.memory.read(pointer, size));
      if (pairs === undefined)
        violation("malformed_pairs", "the serialised map is malformed, and read as empty");
      return edit(type, (map) => map.resetBinary(pairs ?? []));
    },

    // Only the maps of the stream itself tell their size.
    proxy_get_header_map_size(type: number, sizeOut: number) {
      checkType(type);
      const map = writableMap(vm.activeContext, type);
      if (map === undefined) return Status.BAD_ARGUMENT;
      vm.memory.writeU32(sizeOut, map.byteSize);
      return Status.OK;
    },
  };
};

function writableMap(context: Context, type: number): HeaderMap | undefined {
  if (context.kind !== "stream") return undefined;
  switch (type) {
    case MapType.HTTP_REQUEST_HEADERS:
      return context.request.headers;
    case MapType.HTTP_REQUEST_TRAILERS:
      return trailers(context.request, context.endOfStream);
    case MapType.HTTP_RESPONSE_HEADERS:
      return context.response.headers;
    case MapType.HTTP_RESPONSE_TRAILERS:
      return trailers(context.response, context.endOfStream);
    default:
      return undefined;
  }
}

/** At the end of a body without trailers, Envoy makes some to be edited. */
function trailers(message: ReachableMessage, endOfStream: boolean): HeaderMap | undefined {
  if (message.trailers === undefined && message.body !== undefined && endOfStream)
    message.trailers = message.addTrailers?.();
  return message.trailers;
}

function readableMap(context: Context, type: number): HeaderMap | undefined {
  const { root } = context;
  if (type === MapType.GRPC_CALL_INITIAL_METADATA) return root.grpcInitialMetadata;
  if (type === MapType.GRPC_CALL_TRAILING_METADATA) return root.grpcTrailingMetadata;
  if (type === MapType.HTTP_CALL_RESPONSE_HEADERS) return root.httpCallResponse?.headers;
  if (type === MapType.HTTP_CALL_RESPONSE_TRAILERS) return root.httpCallResponse?.trailers;
  if (context.kind !== "stream") return undefined;
  const log = context.accessLog;
  if (type === MapType.HTTP_REQUEST_HEADERS)
    return log === undefined ? context.request.headers : log.requestHeaders;
  if (type === MapType.HTTP_REQUEST_TRAILERS) return log === undefined ? context.request.trailers : undefined;
  if (type === MapType.HTTP_RESPONSE_HEADERS)
    return log === undefined ? context.response.headers : log.responseHeaders;
  return log === undefined ? context.response.trailers : log.responseTrailers;
}
