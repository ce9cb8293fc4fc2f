import { Buffer } from "node:buffer";
import { getRandomValues } from "node:crypto";
import { concatBytes } from "../bytes.ts";
import { StatusError } from "../vm/status-error.ts";
import type { HostCall, HostCalls } from "../vm/wasm-vm.ts";
import type { HostCallGroup } from "./environment.ts";

const Errno = {
  SUCCESS: 0,
  BADF: 8,
  FAULT: 21,
  INVAL: 28,
  NOENT: 44,
  NOSYS: 52,
  NOTSUP: 58,
} as const;
const RANDOM_LIMIT = 65_536;

/** The WASI calls that Envoy links, most of them as refusals, and two of Emscripten. */
export const wasiCalls: HostCallGroup = ({ vm, clock, logs, environmentVariables }) => {
  const variables = (): Uint8Array[] =>
    Object.entries(environmentVariables).map(([name, value]) => Buffer.from(`${name}=${value}\0`, "utf8"));
  return faultsAsErrno({
    fd_write(fd: number, vectors: number, count: number, writtenOut: number) {
      if (fd !== 1 && fd !== 2) return Errno.BADF;
      const parts = Array.from({ length: count }, (_, index) =>
        vm.memory.read(vm.memory.readU32(vectors + index * 8), vm.memory.readU32(vectors + index * 8 + 4)),
      );
      const bytes = concatBytes(...parts);
      const message = Buffer.from(bytes).toString("utf8").replace(/\n$/, "");
      if (bytes.length > 0)
        logs.write({ level: fd === 1 ? "info" : "error", message, contextId: vm.activeContext.id });
      vm.memory.writeU32(writtenOut, bytes.length);
      return Errno.SUCCESS;
    },
    fd_read: () => Errno.NOSYS,
    fd_seek: () => Errno.SUCCESS,
    fd_close: () => Errno.SUCCESS,
    fd_fdstat_get(fd: number, statOut: number) {
      if (fd !== 1 && fd !== 2) return Errno.BADF;
      const stat = new Uint8Array(24);
      stat[8] = 64;
      vm.memory.write(statOut, stat);
      return Errno.SUCCESS;
    },
    environ_get(pointersOut: number, bytesOut: number) {
      let at = bytesOut;
      for (const [index, variable] of variables().entries()) {
        vm.memory.writeU32(pointersOut + index * 4, at);
        vm.memory.write(at, variable);
        at += variable.length;
      }
      return Errno.SUCCESS;
    },
    environ_sizes_get(countOut: number, sizeOut: number) {
      vm.memory.writeU32(countOut, variables().length);
      vm.memory.writeU32(
        sizeOut,
        variables().reduce((sum, variable) => sum + variable.length, 0),
      );
      return Errno.SUCCESS;
    },
    args_get: () => Errno.SUCCESS,
    args_sizes_get(countOut: number, sizeOut: number) {
      vm.memory.writeU32(countOut, 0);
      vm.memory.writeU32(sizeOut, 0);
      return Errno.SUCCESS;
    },
    clock_time_get(clockId: number, _precision: bigint, timeOut: number) {
      if (clockId > 1) return Errno.NOTSUP;
      vm.memory.writeU64(timeOut, clock.now());
      return Errno.SUCCESS;
    },
    random_get(pointer: number, size: number) {
      if (size > RANDOM_LIMIT) return Errno.INVAL;
      vm.memory.write(pointer, getRandomValues(new Uint8Array(size)));
      return Errno.SUCCESS;
    },
    path_open: () => Errno.NOENT,
    fd_prestat_get: () => Errno.BADF,
    fd_prestat_dir_name: () => Errno.NOSYS,
    // Envoy notes it and returns; the module traps on the unreachable that its compiler put behind.
    proc_exit: () => {},
    pthread_equal: (left: number, right: number) => (left === right ? 1 : 0),
    emscripten_notify_memory_growth: () => {},
  });
};

/** WASI has its own number for an address outside of memory. */
function faultsAsErrno(calls: HostCalls): HostCalls {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]): [string, HostCall] => [
      name,
      (...args: never[]) => {
        try {
          return call(...args);
        } catch (error) {
          if (error instanceof StatusError) return Errno.FAULT;
          throw error;
        }
      },
    ]),
  );
}
