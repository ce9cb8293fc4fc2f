import type { LocalPodEvent } from "@fairlead/local-pods";
import { describeExit } from "@fairlead/local-pods";
import { FairleadError } from "@fairlead/routing-schema";

/** Pods of one Job in a row that may fail at the start: one may meet a port that somebody else just took. */
const MAX_FAILURES_AT_START = 3;

/** Decides at the start of a stack when to give up. */
export function startFailure(event: LocalPodEvent, readyTimeoutMs: number): FairleadError | undefined {
  if (event.kind !== "ended" || event.served || event.reason === "deleted") return undefined;
  if (event.reason === "exited" && event.failures < MAX_FAILURES_AT_START) return undefined;
  const { endpoint, podId } = event.pod;
  const what =
    event.reason === "not_ready"
      ? `The pod ${podId} did not accept connections on ${endpoint} within ${readyTimeoutMs / 1_000} s. The server has to listen on $HOST:$PORT; {host} and {port} in the command are replaced by them.`
      : `The pod ${podId} ended (${describeExit(event.exit)}) before it accepted connections on ${endpoint}, and so did the ones before it.`;
  const said =
    event.lastLines.length === 0
      ? "It wrote nothing."
      : `It wrote:\n${event.lastLines.map((line) => `  ${line}`).join("\n")}`;
  return new FairleadError("pod_not_ready", `${what} ${said}`, { details: { podId, endpoint } });
}
