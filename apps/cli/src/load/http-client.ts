import { request } from "undici";
import { ANSWER_TIMEOUT_MS, answerOf, type Client } from "./client.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One GET; an answer from 500 is a failure, any other is the server's own business. */
export const httpClient: Client = async ({ url, dispatcher, onAnswer }) => {
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
    if (statusCode >= 500) {
      await body.dump({ limit: MAX_BODY_BYTES });
      return "failed";
    }
    onAnswer(answerOf(statusCode, headers));
    await body.dump({ limit: MAX_BODY_BYTES });
    return "completed";
  } catch {
    return "failed";
  }
};
