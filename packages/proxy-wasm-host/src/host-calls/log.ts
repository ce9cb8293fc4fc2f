import { LOG_LEVELS } from "../abi/enums.ts";
import { Status } from "../abi/status.ts";
import type { HostCallGroup } from "./environment.ts";

/** `proxy_log`, `proxy_get_log_level`, `proxy_get_status`. */
export const logCalls: HostCallGroup = ({ vm, logs }) => ({
  proxy_log(level: number, messagePointer: number, messageSize: number) {
    const name = LOG_LEVELS[level];
    if (name === undefined) return Status.BAD_ARGUMENT;
    logs.write({
      level: name,
      message: vm.memory.readText(messagePointer, messageSize),
      contextId: vm.activeContext.id,
    });
    return Status.OK;
  },

  proxy_get_log_level(levelOut: number) {
    vm.memory.writeU32(levelOut, LOG_LEVELS.indexOf(logs.level));
    return Status.OK;
  },

  proxy_get_status(codeOut: number, messagePointerOut: number, messageSizeOut: number) {
    const { code, message } = vm.activeContext.root.status;
    vm.memory.writeU32(codeOut, code);
    vm.memory.returnBinary(message, messagePointerOut, messageSizeOut);
    return Status.OK;
  },
});
