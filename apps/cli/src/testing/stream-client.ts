import { get } from "node:http";
import { waitFor } from "@fairlead/test-support";
import { onTestFinished } from "vitest";

/** A client with an event stream that lasts until one of both sides ends it. */
export interface StreamClient {
  /** The pod that serves it. */
  readonly podId: string;
  /** Whether it was ended by anybody but the client. */
  readonly cut: boolean;
  leave(): void;
}

function connect(gateway: string): Promise<StreamClient> {
  return new Promise((resolve, reject) => {
    const request = get(`${gateway}/stream`, { agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`answered ${response.statusCode}`));
        return;
      }
      let left = false;
      let cut = false;
      const lost = (): void => void (cut ||= !left);
      response.on("close", lost).on("error", lost).resume();
      resolve({
        podId: String(response.headers["x-served-by"]),
        get cut() {
          return cut;
        },
        leave() {
          left = true;
          request.destroy();
        },
      });
    });
    request.on("error", reject);
  });
}

/** Connects so many clients, each as soon as it is let in; those that are left leave with the test. */
export async function connectClients(gateway: string, count: number): Promise<StreamClient[]> {
  const clients: StreamClient[] = [];
  while (clients.length < count) {
    const client = await waitFor(() => connect(gateway).catch(() => undefined));
    onTestFinished(() => client.leave());
    clients.push(client);
  }
  return clients;
}
