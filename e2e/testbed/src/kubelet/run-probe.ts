import { request } from "node:http";
import type { Socket } from "node:net";
import type { Container, Probe } from "./pod-object.ts";

/** Opens a connection to where the pod is. */
export type Dial = (host: string, port: number) => Promise<Socket>;

const portOf = (container: Container, port: number | string): number =>
  typeof port === "number"
    ? port
    : (container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));

async function answersWell(
  dial: Dial,
  host: string,
  port: number,
  path: string,
  timeoutMs: number,
): Promise<boolean> {
  const socket = await dial(host, port);
  return new Promise((resolve) => {
    const asked = request(
      {
        host,
        port,
        path,
        headers: { connection: "close" },
        createConnection: () => socket,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        resolve(statusCode >= 200 && statusCode < 400);
      },
    );
    asked.once("error", () => resolve(false));
    asked.once("close", () => socket.destroy());
    asked.end();
  });
}

/** Asks a container once. */
export async function runProbe(
  probe: Probe,
  container: Container,
  { host, dial }: { readonly host: string; readonly dial: Dial },
): Promise<boolean> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1_000;
  try {
    if (probe.httpGet !== undefined) {
      const { path = "/", port } = probe.httpGet;
      return await answersWell(dial, host, portOf(container, port), path, timeoutMs);
    }
    if (probe.tcpSocket !== undefined) {
      const socket = await dial(host, portOf(container, probe.tcpSocket.port));
      socket.destroy();
    }
    return true;
  } catch {
    return false;
  }
}
