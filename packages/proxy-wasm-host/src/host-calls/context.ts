import { Status } from "../abi/status.ts";
import type { HostCallGroup } from "./environment.ts";

/** `proxy_set_effective_context`, `proxy_done`, `proxy_call_foreign_function`. */
export const contextCalls: HostCallGroup = ({ vm, foreignFunctions, finishRoot, violation }) => ({
  proxy_set_effective_context(contextId: number) {
    if (vm.setEffectiveContext(contextId)) return Status.OK;
    violation(
      "effective_context_dead",
      `context ${contextId} does not exist any more; what follows acts on context ${vm.activeContext.id}`,
    );
    return Status.BAD_ARGUMENT;
  },

  proxy_done() {
    return finishRoot(vm.activeContext.root) ? Status.OK : Status.NOT_FOUND;
  },

  proxy_call_foreign_function(
    namePointer: number,
    nameSize: number,
    argumentsPointer: number,
    argumentsSize: number,
    resultPointerOut: number,
    resultSizeOut: number,
  ) {
    const name = vm.memory.readText(namePointer, nameSize);
    const parameters = vm.memory.read(argumentsPointer, argumentsSize);
    const foreignFunction = foreignFunctions.get(name);
    if (foreignFunction === undefined) return Status.NOT_FOUND;
    const context = vm.activeContext;
    const result = foreignFunction(parameters, {
      contextId: context.id,
      clearRouteCache: () => (context.kind === "stream" ? context.actions.clearRouteCache() : undefined),
    });
    const status = typeof result === "number" ? result : Status.OK;
    const bytes = typeof result === "object" ? result : new Uint8Array();
    if (resultPointerOut !== 0 && resultSizeOut !== 0)
      vm.memory.returnBytes(bytes, resultPointerOut, resultSizeOut);
    else if (resultSizeOut !== 0) vm.memory.writeU32(resultSizeOut, bytes.length);
    else if (resultPointerOut !== 0) vm.memory.writeU32(resultPointerOut, 0);
    return status;
  },
});
