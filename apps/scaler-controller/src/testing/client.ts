import { get, type IncomingMessage } from "node:http";

/** A client with a session that lasts until one of both sides ends it. */
export interface Session {
  /** The pod that answers. */
  readonly podId: string;
  /** Whether it was ended by anybody but the client. */
  readonly cut: boolean;
  end(): void;
}

/** Opens a session through the gateway; rejects when it is refused. */
export function openSession(address: string, path = "/session"): Promise<Session> {
  return new Promise((resolve, reject) => {
    const request = get(`${address}${path}`, { agent: false }, (response: IncomingMessage) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`answered ${response.statusCode}`));
        return;
      }
      let ended = false;
      let cut = false;
      const lost = (): void => {
        cut ||= !ended;
      };
      response.on("close", lost).on("error", lost).resume();
      resolve({
        podId: String(response.headers["x-pod"]),
        get cut() {
          return cut;
        },
        end() {
          ended = true;
          request.destroy();
        },
      });
    });
    request.on("error", reject);
  });
}
