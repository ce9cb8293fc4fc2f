import { request } from "undici";
import { ANSWER_TIMEOUT_MS, answerOf, type Client } from "./client.ts";

/** Opens a stream of server-sent events, reads it for the time of a session, and leaves. */
export const eventStreamClient: Client = async ({ url, dispatcher, sessionMs, leave, onAnswer }) => {
  const leaving = new AbortController();
  const endSession = (): void => leaving.abort();
  let timer: NodeJS.Timeout | undefined;
  let open = false;
  leave.addEventListener("abort", endSession, { once: true });
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      headers: { accept: "text/event-stream" },
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: 0,
      signal: leaving.signal,
    });
    const isEventStream = String(headers["content-type"]).startsWith("text/event-stream");
    if (statusCode !== 200 || !isEventStream) {
      await body.dump();
      return "failed";
    }
    open = true;
    onAnswer(answerOf(statusCode, headers));
    timer = setTimeout(endSession, sessionMs);
    for await (const _ of body);
    return "dropped";
  } catch {
    if (leaving.signal.aborted) return "completed";
    return open ? "dropped" : "failed";
  } finally {
    clearTimeout(timer);
    leave.removeEventListener("abort", endSession);
  }
};
