import { describeLog } from "../envoy/describe-log.ts";
import type { LogTail } from "../process/log-tail.ts";
import { waitFor } from "./wait-for.ts";

const LOG_DELAY_MS = 1_000;

/** What Envoy logged about a rejection, which arrives by another way than its count, and so perhaps a little later. */
export async function describeRejection(log: LogTail, sinceMark = 0): Promise<string> {
  const isLogged = (line: string): boolean => line.includes("rejected");
  await waitFor(async () => log.lines(sinceMark).some(isLogged) || undefined, LOG_DELAY_MS);
  return describeLog(log.lines(sinceMark));
}
