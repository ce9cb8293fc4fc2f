import type { PickerOutcome } from "@fairlead/pool-scaling";
import type { PickerSpec } from "@fairlead/routing-schema";
import { readText } from "../fetch/read-text.ts";
import type { VictimPicker } from "../interfaces/victim-picker.ts";

/** Room for the names of some 10,000 pods. */
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;

function reasonOf(error: unknown, timeoutSeconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `it did not answer within ${timeoutSeconds} s`;
  // fetch says "fetch failed", and its cause why.
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function ask({ timeoutSeconds, url }: PickerSpec, body: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json", accept: "application/json" },
    body,
    signal: AbortSignal.timeout(timeoutSeconds * 1_000),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}; 200 is expected`);
  }
  const text = await readText(response, ANSWER_MAX_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("its answer is not JSON");
  }
}

/**
 * Asks a user's picker by `POST`, in the form of KEP-3189. What it answers is judged by `pool-scaling`; a
 * redirect is not followed, because the pods' names are for the address that the user gave.
 */
export function createHttpPicker(spec: PickerSpec): VictimPicker {
  return {
    async ask(request): Promise<PickerOutcome> {
      try {
        return { request, answer: await ask(spec, JSON.stringify(request)) };
      } catch (error) {
        return { request, error: reasonOf(error, spec.timeoutSeconds) };
      }
    },
  };
}
