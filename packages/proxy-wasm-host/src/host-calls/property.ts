import { Status } from "../abi/status.ts";
import { findProperty, serializeProperty } from "../state/properties.ts";
import type { HostCallGroup } from "./environment.ts";

/** `proxy_get_property`, `proxy_set_property`. A path's parts are separated by NUL. */
export const propertyCalls: HostCallGroup = ({ vm, rootProperties }) => ({
  proxy_get_property(pathPointer: number, pathSize: number, valuePointerOut: number, valueSizeOut: number) {
    const path = vm.memory.readText(pathPointer, pathSize).split("\0");
    if (path.at(-1) === "") path.pop();
    const context = vm.activeContext;
    let value: Uint8Array | undefined;
    if (context.kind === "stream") {
      value = context.actions.property(path);
    } else {
      const found = findProperty(rootProperties, path);
      value = found === undefined ? undefined : serializeProperty(found);
    }
    if (value === undefined) return Status.NOT_FOUND;
    vm.memory.returnBytes(value, valuePointerOut, valueSizeOut);
    return Status.OK;
  },

  proxy_set_property(pathPointer: number, pathSize: number, valuePointer: number, valueSize: number) {
    const path = vm.memory.readText(pathPointer, pathSize);
    const value = vm.memory.read(valuePointer, valueSize);
    const context = vm.activeContext;
    if (context.kind !== "stream") return Status.NOT_FOUND;
    context.actions.setProperty(path, value);
    return Status.OK;
  },
});
