import { Status } from "../abi/status.ts";
import type { HostCallGroup } from "./environment.ts";

/** Shared data and shared queues. */
export const sharedCalls: HostCallGroup = ({ vm, shared, vmId, notifyQueue }) => ({
  proxy_get_shared_data(
    keyPointer: number,
    keySize: number,
    valuePointerOut: number,
    valueSizeOut: number,
    casOut: number,
  ) {
    const entry = shared.get(vmId, vm.memory.readBinary(keyPointer, keySize));
    if (entry === undefined) return Status.NOT_FOUND;
    vm.memory.returnBytes(entry.value, valuePointerOut, valueSizeOut);
    vm.memory.writeU32(casOut, entry.cas);
    return Status.OK;
  },

  proxy_set_shared_data(
    keyPointer: number,
    keySize: number,
    valuePointer: number,
    valueSize: number,
    cas: number,
  ) {
    return shared.set(
      vmId,
      vm.memory.readBinary(keyPointer, keySize),
      vm.memory.read(valuePointer, valueSize),
      cas,
    );
  },

  proxy_register_shared_queue(namePointer: number, nameSize: number, tokenOut: number) {
    const { root } = vm.activeContext;
    const token = shared.registerQueue(vmId, vm.memory.readBinary(namePointer, nameSize), () =>
      notifyQueue(root, token),
    );
    vm.memory.writeU32(tokenOut, token);
    return Status.OK;
  },

  proxy_resolve_shared_queue(
    vmIdPointer: number,
    vmIdSize: number,
    namePointer: number,
    nameSize: number,
    tokenOut: number,
  ) {
    const owner = vm.memory.readText(vmIdPointer, vmIdSize) || vmId;
    const token = shared.resolveQueue(owner, vm.memory.readBinary(namePointer, nameSize));
    if (token === undefined) return Status.NOT_FOUND;
    vm.memory.writeU32(tokenOut, token);
    return Status.OK;
  },

  proxy_enqueue_shared_queue(token: number, valuePointer: number, valueSize: number) {
    return shared.enqueue(token, vm.memory.read(valuePointer, valueSize)) ? Status.OK : Status.NOT_FOUND;
  },

  proxy_dequeue_shared_queue(token: number, valuePointerOut: number, valueSizeOut: number) {
    const item = shared.dequeue(token);
    if (item === undefined) return Status.NOT_FOUND;
    if (item === null) return Status.EMPTY;
    vm.memory.returnBytes(item, valuePointerOut, valueSizeOut);
    return Status.OK;
  },
});
