import { FairleadError } from "@fairlead/routing-schema";
import type { LocalPodHost } from "../create-pod-host.ts";
import { hostCalls, type HostCall, type HostCallInput } from "./host-calls.ts";

type Handlers = { readonly [Call in HostCall]: (input: HostCallInput<Call>) => Promise<unknown> };

/** An error as it travels. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
}

/** An error in the form that travels; one without a code is `internal`. */
export function toldError(error: unknown): ToldError {
  if (FairleadError.isInstance(error)) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

function handlersOf({
  description,
  pods,
  published,
  routes,
  statusStore,
  waitingClients,
}: LocalPodHost): Handlers {
  const fault = (): ToldError | null =>
    statusStore.fault === undefined ? null : toldError(statusStore.fault);
  return {
    describe: async () => description,
    listPods: () => pods.list(),
    createPod: (pod) => pods.create(pod),
    setPhase: (change) => pods.setPhase(change),
    setGuard: (target) => pods.setGuard(target),
    deletePod: (target) => pods.delete(target),
    observeRouting: () => routes.observe(),
    writeRouting: ({ kind, target }) => routes.write(kind, target),
    removeRouting: ({ kind, target }) => routes.remove(kind, target),
    published,
    waitingClients,
    readStatus: async () => ({ status: (await statusStore.read()) ?? null, fault: fault() }),
    async writeStatus({ fromRevision, status }) {
      await statusStore.write(status, fromRevision);
      return { fault: fault() };
    },
  };
}

const isCall = (name: string): name is HostCall => Object.hasOwn(hostCalls, name);

/** Answers calls of scalers. */
export type AnswerCall = (name: string, input: unknown) => Promise<unknown>;

/**
 * Makes the calls of a host answerable by name.
 *
 * @throws FairleadError `invalid_request` for a call or an input of another form, and what the call throws.
 */
export function createAnswerCall(host: LocalPodHost): AnswerCall {
  const handlers = handlersOf(host);
  const answer = <Call extends HostCall>(call: Call, input: unknown): Promise<unknown> => {
    const parsed = hostCalls[call].safeParse(input);
    if (!parsed.success) {
      throw new FairleadError("invalid_request", `The host cannot read ${call}: ${parsed.error.message}`);
    }
    return handlers[call](parsed.data as HostCallInput<Call>);
  };
  return async (name, input) => {
    if (!isCall(name))
      throw new FairleadError("invalid_request", `The host knows no call ${name.slice(0, 80)}.`);
    return answer(name, input);
  };
}
