import { request } from "undici";

const TIMEOUT_MS = 300;

/** Whether a GET of a URL is answered with 200, soon. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
